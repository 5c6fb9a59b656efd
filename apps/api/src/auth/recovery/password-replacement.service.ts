import { Injectable } from '@nestjs/common';
import type { RecoveryAnswers } from '@pixelboxx/shared';
import type { PasswordReset, Prisma, User } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { lockAccount } from '../../users/index.ts';
import { NoticesService, SecurityEventsService } from '../activity/index.ts';
import { AccountLinksService } from '../emails/index.ts';
import { CredentialsService, ever, PasswordResetLinks } from '../passwords/index.ts';
import { SessionsService } from '../sessions/index.ts';
import { RecoveryService } from './recovery.service.ts';

/** Makes all the changes of a new password chosen by a mailed link, in one transaction. */
@Injectable()
export class PasswordReplacement {
  constructor(
    private readonly resetLinks: PasswordResetLinks,
    private readonly recovery: RecoveryService,
    private readonly credentials: CredentialsService,
    private readonly links: AccountLinksService,
    private readonly sessions: SessionsService,
    private readonly securityEvents: SecurityEventsService,
    private readonly notices: NoticesService,
  ) {}

  /** The caller invalidates the user's snapshot after the commit. @throws AppError TOKEN_INVALID, INVALID_CODE. */
  async replace(
    tx: Prisma.TransactionClient,
    link: PasswordReset,
    { passwordHash, ...answers }: RecoveryAnswers & { readonly passwordHash: string },
    context: RequestContext,
  ): Promise<User> {
    const user = await lockAccount(tx, link.userId);
    const devicesForgottenAt = await this.resetLinks.use(tx, link);
    if (!user) throw new AppError('TOKEN_INVALID');
    await this.recovery.complete(tx, user, answers);
    const changed = await this.sessions.endAll(tx, user.id, {
      passwordHash,
      isVerified: user.email !== null,
      devicesForgottenAt,
    });
    await this.credentials.voidLinks(tx, user.id);
    // Readers of links in this mailbox, or in a later mailbox of the account, must not be able to undo this.
    await this.links.voidFrom(tx, user.id, user.emailClaim);
    // The mailbox is proven for the first time: until now, anybody may have owned the account.
    if (!user.isVerified && user.email !== null) await this.credentials.removeFurther(tx, user.id, ever);
    await this.securityEvents.record(tx, { type: 'PASSWORD_RESET', userId: user.id, sessionId: null, context });
    await this.notices.send(tx, changed, 'PASSWORD_RESET', context);
    return changed;
  }
}
