import { Injectable } from '@nestjs/common';
import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import type { SignInChallenge, User } from '../../../generated/prisma/client.ts';
import type { Config } from '../../../platform/config/config.ts';
import { InjectConfig } from '../../../platform/config/config.module.ts';
import { PrismaService } from '../../../platform/database/prisma.service.ts';
import type { RequestContext } from '../../../platform/http/security/principal.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { deriveKeys } from '../../../platform/crypto/key-ring.ts';
import { MailService } from '../../../platform/mail/mail.service.ts';
import { RateLimiter } from '../../../platform/redis/rate-limiter.ts';
import { composeEmail, languageOf } from '../../../emails/index.ts';
import { mailboxKey } from '../../emails/index.ts';

type Challenge = SignInChallenge & { user: User };

/** As long as a sign-in can take. */
const codeTtlSeconds = 5 * 60;

/** Codes mailed to one mailbox in an hour. */
const mailboxLimit = { limit: 5, windowMs: 3_600_000 };

/** Mailed codes that confirm a sign-in after too many wrong codes from the app. Each belongs to one challenge. */
@Injectable()
export class EmailCodesService {
  /** The first makes codes, all verify them. */
  private readonly keys: readonly [current: Buffer, ...former: Buffer[]];

  constructor(
    private readonly prisma: PrismaService,
    private readonly mail: MailService,
    private readonly limiter: RateLimiter,
    @InjectConfig() config: Config,
  ) {
    this.keys = deriveKeys(config.secrets.dataEncryption, 'mail codes');
  }

  /** Sends one code per challenge, and none to an account without an address. @throws AppError RATE_LIMITED. */
  async send({ id, mailCodeHash, user }: Challenge, context: RequestContext): Promise<void> {
    const { email, username } = user;
    if (mailCodeHash !== null || email === null) return;
    const { allowed, resetMs } = await this.limiter.take('mail-code', mailboxKey(email), mailboxLimit);
    if (!allowed) throw new AppError('RATE_LIMITED', { details: { retryAfterSeconds: Math.ceil(resetMs / 1000) } });
    const code = String(randomInt(100_000_000)).padStart(8, '0');
    await this.prisma.$transaction(async (tx) => {
      const where = { id, mailCodeHash: null };
      const { count } = await tx.signInChallenge.updateMany({
        where,
        data: { mailCodeHash: hashCode(this.keys[0], id, code) },
      });
      if (count !== 1) return;
      const facts = { username, code, validSeconds: codeTtlSeconds };
      await this.mail.post(tx, { to: email, email: composeEmail('emailCode', languageOf(user, context), facts) });
    });
  }

  matches({ id, mailCodeHash }: Challenge, code: string): boolean {
    if (mailCodeHash === null) return false;
    const typed = code.replaceAll(' ', '');
    const mailed = Buffer.from(mailCodeHash);
    return this.keys.some((key) => timingSafeEqual(mailed, Buffer.from(hashCode(key, id, typed))));
  }
}

function hashCode(key: Buffer, challengeId: string, code: string): string {
  return createHmac('sha256', key).update(`${challengeId}:${code}`).digest('hex');
}
