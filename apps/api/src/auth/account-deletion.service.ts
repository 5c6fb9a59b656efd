import { Injectable } from '@nestjs/common';
import { type AccountDeletion, deletionGraceDays, mailLinkPaths } from '@pixelboxx/shared';
import type { Config } from '../platform/config/config.ts';
import { InjectConfig } from '../platform/config/config.module.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { Caller, Origin } from '../platform/http/caller.ts';
import { MailService } from '../platform/mail/mail.service.ts';
import { UserSnapshotsService } from '../users/user-snapshots.service.ts';
import { lockAnyAccount } from './account-lock.ts';
import { CredentialsService } from './credentials.service.ts';
import { deletionLetter } from './letters/leaving-letters.ts';
import { mailLink } from './letters/links.ts';
import { hashMailToken, isUsable, newMailToken, usable } from './mail-token.ts';
import { OwnPasswordService } from './own-password.service.ts';
import { SecurityEventsService } from './security-events.service.ts';

const graceMs = deletionGraceDays * 86_400_000;

/** Leaving, and coming back within the grace. What follows the grace is `AccountPurgeService`'s. */
@Injectable()
export class AccountDeletionService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly ownPassword: OwnPasswordService,
    private readonly credentials: CredentialsService,
    private readonly mail: MailService,
    private readonly snapshots: UserSnapshotsService,
    private readonly securityEvents: SecurityEventsService,
    @InjectConfig() private readonly config: Config,
  ) {}

  /**
   * Sessions and profile are gone when this resolves; name and address stay taken until everything is removed.
   * @throws AppError WRONG_PASSWORD, RATE_LIMITED, OVERLOADED.
   */
  async delete(caller: Caller, password: string, origin: Origin): Promise<AccountDeletion> {
    const confirmed = await this.ownPassword.confirm(caller.user.id, password);
    const deletedAt = new Date();
    const purgeAt = new Date(deletedAt.getTime() + graceMs);
    await this.prisma.$transaction(async (tx) => {
      const { id: userId, username, email } = await this.ownPassword.lockConfirmed(tx, confirmed);
      await tx.user.update({ where: { id: userId }, data: { deletedAt, authGeneration: { increment: 1 } } });
      await this.credentials.voidLinks(tx, userId);
      const { token, hash } = newMailToken();
      await tx.accountLink.create({ data: { userId, kind: 'RESTORE', token: hash, expiresAt: purgeAt } });
      const event = { type: 'ACCOUNT_DELETED', userId, sessionId: caller.sessionId, origin } as const;
      await this.securityEvents.record(tx, event);
      const restoreUrl = mailLink(this.config.http.webOrigin, mailLinkPaths.restoreAccount, token);
      await this.mail.post(tx, { to: email, letter: deletionLetter({ username, restoreUrl, purgeAt }) });
    });
    await this.snapshots.invalidate(confirmed.id);
    return { purgeAt: purgeAt.toISOString() };
  }

  /** Everything is as it was, but for the sessions. @throws AppError TOKEN_INVALID. */
  async restore(token: string, origin: Origin): Promise<void> {
    const hash = hashMailToken(token);
    const link = await this.prisma.accountLink.findUnique({ where: { token: hash } });
    if (link?.kind !== 'RESTORE' || !isUsable(link)) throw new AppError('TOKEN_INVALID');
    const { userId } = link;
    await this.prisma.$transaction(async (tx) => {
      const user = await lockAnyAccount(tx, userId);
      const used = await tx.accountLink.updateMany({ where: usable(hash), data: { usedAt: new Date() } });
      if (!user?.deletedAt || used.count !== 1) throw new AppError('TOKEN_INVALID');
      await tx.user.update({ where: { id: userId }, data: { deletedAt: null } });
      await this.securityEvents.record(tx, { type: 'ACCOUNT_RESTORED', userId, sessionId: null, origin });
    });
    await this.snapshots.invalidate(userId);
  }
}
