import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { mailLinkPaths } from '@pixelboxx/shared';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { MailService } from '../../platform/mail/mail.service.ts';
import { composeNotice, languageOf, type NoticeKind } from '../../emails/index.ts';
import { AccountLinksService, accountLinkTtlSeconds, mailLink } from '../emails/index.ts';

export type NoticeReader = Pick<User, 'id' | 'username' | 'email' | 'isVerified' | 'emailClaim' | 'language'>;

/** Notifies owners of events on their account, with a link that undoes them (OWASP ASVS 5.0: 6.3.7). */
@Injectable()
export class NoticesService {
  constructor(
    private readonly mail: MailService,
    private readonly links: AccountLinksService,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: Config,
  ) {}

  /**
   * Posts a notice in the transaction of the event, to the address of `reader`. For a change of address that is the
   * previous address: pass the user as they were before. The caller holds the account's lock and has read `reader`
   * since: no link must be made for a mailbox that is no longer the account's.
   */
  async send(
    tx: Prisma.TransactionClient,
    reader: NoticeReader,
    kind: NoticeKind,
    context: RequestContext,
  ): Promise<void> {
    const { email } = reader;
    if (email === null) return;
    const report = mayReport(reader, kind)
      ? { url: await this.reportUrl(tx, { ...reader, email }), validSeconds: accountLinkTtlSeconds }
      : null;
    const facts = { username: reader.username, context, at: this.clock.now(), report };
    await this.mail.post(tx, { to: email, email: composeNotice(kind, languageOf(reader, context), facts) });
  }

  private async reportUrl(
    tx: Prisma.TransactionClient,
    holder: Omit<NoticeReader, 'email'> & { email: string },
  ): Promise<string> {
    const token = await this.links.issue(tx, holder, 'DISOWN');
    return mailLink(this.config.http.webOrigin, mailLinkPaths.notMe, token);
  }
}

/** An unproven address that is given up may be a stranger's, mistyped: the stranger must not act on the account. */
function mayReport(reader: NoticeReader, kind: NoticeKind): boolean {
  return reader.isVerified || kind !== 'EMAIL_CHANGED';
}
