import { Injectable } from '@nestjs/common';
import { emailCodeMinutes, mailLinkPaths } from '@pixelboxx/shared';
import type { User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { MailService } from '../../platform/mail/mail.service.ts';
import { RateLimiter } from '../../platform/redis/rate-limiter.ts';
import { lockAccount, UsersService } from '../../users/index.ts';
import { SecurityEventsService } from '../activity/index.ts';
import { composeEmail, languageOf } from '../../emails/index.ts';
import { mailboxKey, mailLink } from '../emails/index.ts';
import { type CodePlace, SignInCodes } from './sign-in-codes.service.ts';

/** Whether a code was mailed to an account. */
export type CodeOutcome = 'mailed' | 'nobody';

/** For addresses without an account: a stranger who types addresses here must not flood mailboxes. */
const invitationLimit = { limit: 1, windowMs: 24 * 3_600_000 };

/** Mails codes to users with an account, and to others what the operator has configured. */
@Injectable()
export class CodeMailingService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly codes: SignInCodes,
    private readonly mail: MailService,
    private readonly securityEvents: SecurityEventsService,
    private readonly limiter: RateLimiter,
    private readonly users: UsersService,
    @InjectConfig() private readonly config: Config,
  ) {}

  /** `known`: the user who had the address a moment ago. */
  async send(place: CodePlace, known: User | null, context: RequestContext): Promise<CodeOutcome> {
    const { email } = place;
    const isMailed = await this.prisma.$transaction(async (tx) => {
      const user = known && (await lockAccount(tx, known.id));
      // The address may belong to another account since the look-up. After a reported theft, only the recovery link
      // works until a password is chosen.
      const reader = user?.email === email && !user.suspendedAt && !user.recoveringSince ? user : null;
      const { code, token } = await this.codes.replace(tx, place, reader);
      if (!reader) return false;
      const url = mailLink(this.config.http.webOrigin, mailLinkPaths.emailCode, token);
      const facts = { username: reader.username, code, url, context, validSeconds: emailCodeMinutes * 60 };
      await this.mail.post(tx, { to: email, email: composeEmail('signInCode', languageOf(reader, context), facts) });
      const event = { type: 'EMAIL_CODE_REQUESTED', userId: reader.id, sessionId: null, context } as const;
      await this.securityEvents.record(tx, event);
      return true;
    });
    if (!isMailed) await this.invite(email, context);
    return isMailed ? 'mailed' : 'nobody';
  }

  private async invite(email: string, context: RequestContext): Promise<void> {
    if (this.config.signIn.unknownEmail === 'nothing' || (await this.users.hasEmail(email))) return;
    const { allowed } = await this.limiter.take('invitation', mailboxKey(email), invitationLimit);
    if (!allowed) return;
    await this.mail.post(null, {
      to: email,
      email: composeEmail('invitation', languageOf({ language: null }, context), {
        url: `${this.config.http.webOrigin}/register`,
      }),
    });
  }
}
