import { Injectable } from '@nestjs/common';
import { type AccountDeletion, deletionGraceDays, mailLinkPaths } from '@pixelboxx/shared';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { MailService } from '../../platform/mail/mail.service.ts';
import { UserSnapshotsService } from '../../users/user-snapshots.service.ts';
import { lockAnyAccount } from '../../users/index.ts';
import { AccountLinksService } from '../../auth/emails/account-links.service.ts';
import { assertNotLastAdmin } from '../last-admin.ts';
import { endAllSessions } from '../../auth/index.ts';
import { NoticesService } from '../../auth/activity/notices.service.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import { CredentialsService } from '../../auth/passwords/credentials.service.ts';
import { deletionEmail } from './deletion-emails.ts';
import { mailLink } from '../../auth/index.ts';
import { PasswordConfirmationService } from '../../auth/reauthentication/password-confirmation.service.ts';
import { SecurityEventsService } from '../../auth/activity/security-events.service.ts';

const graceMs = deletionGraceDays * 86_400_000;

/** Leaving, and coming back within the grace. What follows the grace is `AccountPurgeService`'s. */
@Injectable()
export class AccountDeletionService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly passwordConfirmation: PasswordConfirmationService,
    private readonly credentials: CredentialsService,
    private readonly links: AccountLinksService,
    private readonly notices: NoticesService,
    private readonly events: EventOutbox,
    private readonly mail: MailService,
    private readonly snapshots: UserSnapshotsService,
    private readonly securityEvents: SecurityEventsService,
    @InjectConfig() private readonly config: Config,
  ) {}

  /**
   * Sessions and profile are gone when this resolves; name and address stay taken until everything is removed.
   * @throws AppError WRONG_PASSWORD, LAST_ADMIN, RATE_LIMITED, OVERLOADED.
   */
  async delete(principal: Principal, password: string, origin: RequestContext): Promise<AccountDeletion> {
    const confirmed = await this.passwordConfirmation.confirm(principal.user.id, password);
    const deletedAt = new Date();
    const purgeAt = new Date(deletedAt.getTime() + graceMs);
    await this.prisma.$transaction(async (tx) => {
      const user = await this.passwordConfirmation.lockConfirmed(tx, confirmed);
      const userId = user.id;
      await assertNotLastAdmin(tx, user);
      await endAllSessions(tx, this.events, userId, { deletedAt });
      await this.credentials.voidLinks(tx, userId);
      const event = { type: 'ACCOUNT_DELETED', userId, sessionId: principal.sessionId, origin } as const;
      await this.securityEvents.record(tx, event);
      await this.tell(tx, user, purgeAt, origin);
    });
    await this.snapshots.invalidate(confirmed.id);
    return { purgeAt: purgeAt.toISOString() };
  }

  /** Everything is as it was, but for the sessions. @throws AppError TOKEN_INVALID. */
  async restore(token: string, origin: RequestContext): Promise<void> {
    const link = await this.links.find(token, 'RESTORE');
    const { userId } = link;
    await this.prisma.$transaction(async (tx) => {
      const user = await lockAnyAccount(tx, userId);
      if (!user?.deletedAt) throw new AppError('TOKEN_INVALID');
      await this.links.use(tx, link);
      await tx.user.update({ where: { id: userId }, data: { deletedAt: null } });
      await this.securityEvents.record(tx, { type: 'ACCOUNT_RESTORED', userId, sessionId: null, origin });
    });
    await this.snapshots.invalidate(userId);
  }

  /** Two emails: to come back, and, for an owner who did not leave, to lock out whoever did it. */
  private async tell(tx: Prisma.TransactionClient, user: User, purgeAt: Date, origin: RequestContext): Promise<void> {
    const { username, email } = user;
    if (email === null) return;
    const token = await this.links.issue(tx, { ...user, email }, 'RESTORE');
    const restoreUrl = mailLink(this.config.http.webOrigin, mailLinkPaths.restoreAccount, token);
    await this.mail.post(tx, { to: email, email: deletionEmail({ username, restoreUrl, purgeAt }) });
    await this.notices.send(tx, user, 'ACCOUNT_DELETED', origin);
  }
}
