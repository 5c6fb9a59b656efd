import { Injectable } from '@nestjs/common';
import { mailLinkPaths } from '@pixelboxx/shared';
import type { Prisma, User } from '../generated/prisma/client.ts';
import type { Config } from '../platform/config/config.ts';
import { InjectConfig } from '../platform/config/config.module.ts';
import type { Origin } from '../platform/http/caller.ts';
import { MailService } from '../platform/mail/mail.service.ts';
import { mailLink } from './letters/links.ts';
import { type NoticeKind, noticeLetter } from './letters/notice-letters.ts';
import { isPlaceholder } from './placeholder-email.ts';
import { disownTtlSeconds, expiryAfter, newMailToken } from './mail-token.ts';

export type NoticeReader = Pick<User, 'id' | 'username' | 'email' | 'isVerified'>;

/** Tells owners what happens on their account, with a link that undoes it (OWASP ASVS 5.0: 6.3.7). */
@Injectable()
export class NoticesService {
  constructor(
    private readonly mail: MailService,
    @InjectConfig() private readonly config: Config,
  ) {}

  /**
   * Posts a notice in the transaction of the fact, to the address `reader` has. For a change of address that is the
   * previous one: pass the user as they were before.
   */
  async send(tx: Prisma.TransactionClient, reader: NoticeReader, kind: NoticeKind, origin: Origin): Promise<void> {
    if (isPlaceholder(reader.email)) return;
    const disownUrl = mayDisown(reader, kind) ? await this.newDisownUrl(tx, reader) : null;
    const letter = noticeLetter(kind, { username: reader.username, origin, at: new Date(), disownUrl });
    await this.mail.post(tx, { to: reader.email, letter });
  }

  /** The link remembers a proven address, so that a thief who changes it does not receive what disowning sends. */
  private async newDisownUrl(tx: Prisma.TransactionClient, reader: NoticeReader): Promise<string> {
    const { token, hash } = newMailToken();
    await tx.accountLink.create({
      data: {
        userId: reader.id,
        kind: 'DISOWN',
        token: hash,
        restoreEmail: reader.isVerified ? reader.email : null,
        expiresAt: expiryAfter(disownTtlSeconds),
      },
    });
    return mailLink(this.config.http.webOrigin, mailLinkPaths.notMe, token);
  }
}

/** An address that was never proven and is given up may be a stranger's, mistyped: they get no say in the account. */
function mayDisown(reader: NoticeReader, kind: NoticeKind): boolean {
  return reader.isVerified || kind !== 'EMAIL_CHANGED';
}
