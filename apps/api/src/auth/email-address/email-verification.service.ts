import { Injectable } from '@nestjs/common';
import type { EmailVerified } from '@pixelboxx/shared';
import type { Prisma } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { lockAccount, UserSnapshotsService } from '../../users/index.ts';
import { NoticesService, SecurityEventsService } from '../activity/index.ts';
import type { RetiredPassword } from '../passwords/index.ts';
import { AccountClaimService } from './account-claim.service.ts';
import { EmailAddressesService } from './email-addresses.service.ts';
import { type PendingVerification, VerificationLinks } from './verification-links.service.ts';

/** Verifies addresses: that of a new account, and one that replaces another. */
@Injectable()
export class EmailVerificationService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly links: VerificationLinks,
    private readonly emailAddresses: EmailAddressesService,
    private readonly claims: AccountClaimService,
    private readonly notices: NoticesService,
    private readonly snapshots: UserSnapshotsService,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  /**
   * `holderId` is the user of the session, if any, in the browser that opened the link. The mailbox alone proves who
   * reads the mail, not who chose the password. Without the account's session, a new account is handed to its mailbox
   * (see `EmailVerified`), and a change of address is refused. docs/adr/0011-who-owns-an-unverified-account.md
   * @throws AppError TOKEN_INVALID; UNAUTHENTICATED for a change without the session; EMAIL_TAKEN; OVERLOADED.
   */
  async verify(token: string, holderId: string | null, context: RequestContext): Promise<EmailVerified> {
    const pending = await this.links.find(token);
    const isHolder = holderId === pending.userId;
    if (pending.email !== pending.user.email && !isHolder) {
      throw new AppError('UNAUTHENTICATED', { message: 'Sign in to this account to confirm its new address.' });
    }
    const retired = isHolder || pending.user.isVerified ? null : await this.claims.retiredPassword();
    await this.prisma.$transaction((tx) => this.prove(tx, pending, retired, context));
    await this.snapshots.invalidate(pending.userId);
    return { done: true, mustResetPassword: retired !== null };
  }

  private async prove(
    tx: Prisma.TransactionClient,
    pending: PendingVerification,
    retired: RetiredPassword | null,
    context: RequestContext,
  ): Promise<void> {
    const { userId, email } = pending;
    const before = await lockAccount(tx, userId);
    await this.links.use(tx, pending);
    if (!before) throw new AppError('TOKEN_INVALID');
    await this.emailAddresses.assign(tx, before, email);
    const isChange = before.email !== email;
    const type = isChange ? 'EMAIL_CHANGED' : 'EMAIL_VERIFIED';
    await this.securityEvents.record(tx, { type, userId, sessionId: null, context });
    if (isChange) {
      // A link for a new password in the previous mailbox must not outlive the change.
      await tx.passwordReset.deleteMany({ where: { userId } });
      await this.notices.send(tx, before, 'EMAIL_CHANGED', context);
    }
    if (retired !== null) await this.claims.handOver(tx, { ...before, email }, retired, context);
  }
}
