import { Injectable } from '@nestjs/common';
import type { AccountLink, Prisma, User } from '../generated/prisma/client.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { Origin } from '../platform/http/caller.ts';
import { UserSnapshotsService } from '../users/user-snapshots.service.ts';
import { lockAccount } from './account-lock.ts';
import { CredentialsService, type RetiredPassword } from './credentials.service.ts';
import { EmailAddressesService } from './email-addresses.service.ts';
import { hashMailToken, isUsable, usable } from './mail-token.ts';
import { PasswordResetService } from './password-reset.service.ts';
import { SecurityEventsService } from './security-events.service.ts';

/** What a notice tells of happened at most so long before it was written. */
const noticeLagMs = 60_000;

/** "This wasn't me": what the link in a notice does. */
@Injectable()
export class DisownService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly credentials: CredentialsService,
    private readonly addresses: EmailAddressesService,
    private readonly resets: PasswordResetService,
    private readonly snapshots: UserSnapshotsService,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  /**
   * Ends every session, retires the password and mails a link for a new one to the address that received the notice,
   * which becomes the account's again if it was replaced since.
   * @throws AppError TOKEN_INVALID, OVERLOADED.
   */
  async disown(token: string, origin: Origin): Promise<void> {
    const hash = hashMailToken(token);
    const link = await this.prisma.accountLink.findUnique({ where: { token: hash } });
    if (link?.kind !== 'DISOWN' || !isUsable(link)) throw new AppError('TOKEN_INVALID');
    const retired = await this.credentials.retiredPassword();
    const displacedId = await this.prisma.$transaction((tx) => this.secure(tx, link, retired, origin));
    await this.snapshots.invalidate(link.userId);
    if (displacedId !== null) await this.snapshots.invalidate(displacedId);
  }

  private async secure(
    tx: Prisma.TransactionClient,
    { userId, token, restoreEmail, createdAt }: AccountLink,
    retired: RetiredPassword,
    origin: Origin,
  ): Promise<string | null> {
    const before = await lockAccount(tx, userId);
    const used = await tx.accountLink.updateMany({ where: usable(token), data: { usedAt: new Date() } });
    if (!before || used.count !== 1) throw new AppError('TOKEN_INVALID');
    const event = { userId, sessionId: null, origin };
    await this.securityEvents.record(tx, { ...event, type: 'DISOWNED' });
    const displacedId = await this.restoreAddress(tx, before, restoreEmail, origin);
    const enrolledSince = new Date(createdAt.getTime() - noticeLagMs);
    await this.credentials.retire(tx, userId, { passwordHash: retired, enrolledSince, origin });
    await this.resets.issue(tx, { ...before, email: restoreEmail ?? before.email }, 'DISOWNED');
    return displacedId;
  }

  private async restoreAddress(
    tx: Prisma.TransactionClient,
    before: User,
    restoreEmail: string | null,
    origin: Origin,
  ): Promise<string | null> {
    if (restoreEmail === null || restoreEmail === before.email) return null;
    const { displacedId } = await this.addresses.putBack(tx, before.id, restoreEmail);
    const event = { type: 'EMAIL_CHANGE_REVERTED', userId: before.id, sessionId: null, origin } as const;
    await this.securityEvents.record(tx, event);
    return displacedId;
  }
}
