import { Injectable } from '@nestjs/common';
import type { AccountLink, Prisma, User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { deletionGraceMs, lockAnyAccount, UserSnapshotsService } from '../../users/index.ts';
import { AccountLinksService } from '../emails/index.ts';
import { PasswordResetLinks, type RetiredPassword } from '../passwords/index.ts';
import { EmailAddressesService } from '../email-address/index.ts';
import { RecoveryService } from './recovery.service.ts';
import { SecurityEventsService } from '../activity/index.ts';

/** "This wasn't me": what the link in a notice does. docs/adr/0017-who-owns-an-account-after-a-report.md */
@Injectable()
export class ReportCompromiseService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly links: AccountLinksService,
    private readonly emailAddresses: EmailAddressesService,
    private readonly resetLinks: PasswordResetLinks,
    private readonly recovery: RecoveryService,
    private readonly snapshots: UserSnapshotsService,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  /**
   * Ends every session, retires the password, voids every link to this and to later mailboxes, and mails a link for a
   * new password to the mailbox that received the notice. That address becomes the account's again if it was replaced
   * since, and a deleted account is restored if that is still possible.
   * @throws AppError TOKEN_INVALID, OVERLOADED.
   */
  async report(token: string, context: RequestContext): Promise<void> {
    const link = await this.links.find(token, 'DISOWN');
    const retired = await this.recovery.retiredPassword();
    const displacedId = await this.prisma.$transaction((tx) => this.secure(tx, link, retired, context));
    await this.snapshots.invalidate(link.userId);
    if (displacedId !== null) await this.snapshots.invalidate(displacedId);
  }

  private async secure(
    tx: Prisma.TransactionClient,
    link: AccountLink,
    retired: RetiredPassword,
    context: RequestContext,
  ): Promise<string | null> {
    const { userId } = link;
    const before = await lockAnyAccount(tx, userId);
    const mailbox = before && mailboxOf(link, before);
    if (!before || !mailbox) throw new AppError('TOKEN_INVALID');
    const usedAt = await this.links.use(tx, link);
    if (isPastGrace(before, usedAt)) throw new AppError('TOKEN_INVALID');
    const event = { userId, sessionId: null, context };
    await this.securityEvents.record(tx, { ...event, type: 'DISOWNED' });
    await this.snapshots.announce(tx, 'user.compromise_reported', userId);
    if (before.deletedAt) {
      await tx.user.update({ where: { id: userId }, data: { deletedAt: null } });
      await this.snapshots.announce(tx, 'user.restored', userId);
      await this.securityEvents.record(tx, { ...event, type: 'ACCOUNT_RESTORED' });
    }
    const displacedId = await this.restoreEmail(tx, before, mailbox, link, context);
    await this.recovery.begin(tx, { ...before, emailClaim: link.claim }, retired, context);
    await this.resetLinks.issue(tx, { ...before, email: mailbox }, 'DISOWNED', context);
    return displacedId;
  }

  private async restoreEmail(
    tx: Prisma.TransactionClient,
    before: User,
    mailbox: string,
    { claim }: AccountLink,
    context: RequestContext,
  ): Promise<string | null> {
    if (mailbox === before.email) return null;
    const { displacedId } = await this.emailAddresses.putBack(tx, before.id, mailbox, claim);
    const event = { type: 'EMAIL_CHANGE_REVERTED', userId: before.id, sessionId: null, context } as const;
    await this.securityEvents.record(tx, event);
    return displacedId;
  }
}

/** The mailbox that received the link. One that was never proven counts only while it is the account's address. */
function mailboxOf({ restoreEmail, mailbox }: AccountLink, { email }: User): string | null {
  return restoreEmail ?? (mailbox === null || mailbox === email ? email : null);
}

function isPastGrace({ deletedAt }: User, now: Date): boolean {
  return deletedAt !== null && deletedAt.getTime() + deletionGraceMs <= now.getTime();
}
