import { Injectable } from '@nestjs/common';
import { mailLinkPaths } from '@pixelboxx/shared';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { MailService } from '../../platform/mail/mail.service.ts';
import { NoticesService } from '../../auth/activity/index.ts';
import { AccountLinksService, mailLink } from '../../auth/emails/index.ts';
import { composeEmail, languageOf } from '../../emails/index.ts';

/** Emails to the owner of a deleted account. */
@Injectable()
export class DeletionNoticesService {
  constructor(
    private readonly links: AccountLinksService,
    private readonly mail: MailService,
    private readonly notices: NoticesService,
    @InjectConfig() private readonly config: Config,
  ) {}

  /** Sends two emails: one to restore the account, and one to lock out the culprit if the owner did not delete it. */
  async send(tx: Prisma.TransactionClient, user: User, purgeAt: Date, context: RequestContext): Promise<void> {
    const { username, email } = user;
    if (email === null) return;
    const token = await this.links.issue(tx, { ...user, email }, 'RESTORE');
    const restoreUrl = mailLink(this.config.http.webOrigin, mailLinkPaths.restoreAccount, token);
    const facts = { username, url: restoreUrl, day: purgeAt };
    await this.mail.post(tx, { to: email, email: composeEmail('deletion', languageOf(user, context), facts) });
    await this.notices.send(tx, user, 'ACCOUNT_DELETED', context);
  }
}
