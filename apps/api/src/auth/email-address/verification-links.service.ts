import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { mailLinkPaths, type SuppressionReason } from '@pixelboxx/shared';
import { type EmailVerification, Prisma, type User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import type { Part } from '../../platform/one-statement.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { uuidv7 } from '../../platform/identifiers.ts';
import { MailService, type Post } from '../../platform/mail/mail.service.ts';
import { RateLimiter, type RateLimitPolicy } from '../../platform/redis/rate-limiter.ts';
import { lockAccount } from '../../users/index.ts';
import { SecurityEventsService } from '../activity/index.ts';
import { composeEmail, languageOf } from '../../emails/index.ts';
import { SuppressionList } from '../../platform/mail/suppressions/suppression-list.ts';
import {
  expiryAfter,
  hashMailToken,
  isUsable,
  mailboxKey,
  mailLink,
  newMailToken,
  usable,
  verificationTtlSeconds,
} from '../emails/index.ts';

type Owner = Pick<User, 'id' | 'username' | 'email' | 'isVerified' | 'language'>;
export type PendingVerification = EmailVerification & { user: User };

/** Emails per address in an hour, whichever account requests them. */
const mailboxLimit = { limit: 5, windowMs: 3_600_000 };

/** Accounts per mailbox in an hour: more than users create. For parallel sign-ups with one address, the database decides. */
const registrationLimit = { limit: 20, windowMs: 3_600_000 };

/** Links that prove an address: that of a new account, or one that replaces another. */
@Injectable()
export class VerificationLinks {
  constructor(
    private readonly prisma: PrismaService,
    private readonly mail: MailService,
    private readonly suppressions: SuppressionList,
    private readonly limiter: RateLimiter,
    private readonly securityEvents: SecurityEventsService,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: Config,
  ) {}

  /** Mails a link to `email`, in the caller's transaction. Voids older links of the account. */
  async issue(tx: Prisma.TransactionClient, owner: Owner, email: string, context: RequestContext): Promise<void> {
    const { token, hash } = newMailToken();
    const userId = owner.id;
    await tx.emailVerification.deleteMany({ where: { userId } });
    await tx.emailVerification.create({ data: { userId, email, token: hash, expiresAt: this.expiry() } });
    await this.mail.post(tx, { ...this.emailWith(owner, email, token, context), despite: despiteOf(owner, email) });
  }

  /** The same as parts of the statement that creates the account, which has no older links. */
  async firstOf(owner: Owner & { readonly email: string }, context: RequestContext): Promise<Part[]> {
    const { id: userId, email } = owner;
    const { token, hash } = newMailToken();
    const link = Prisma.sql`INSERT INTO email_verifications (id, user_id, email, token, expires_at)
      VALUES (${uuidv7()}::uuid, ${userId}::uuid, ${email}, ${hash}, ${this.expiry()}::timestamptz)`;
    return [{ sql: link }, await this.mail.part(this.emailWith(owner, email, token, context))];
  }

  /**
   * Sends the link for a requested new address, else for an address that is unverified or not reached by mail, else
   * nothing.
   * @throws AppError RATE_LIMITED.
   */
  async resend(userId: string, context: RequestContext): Promise<void> {
    const email = await this.addressToProve(this.prisma, userId);
    if (email === null) return;
    await this.assertMailable(email);
    await this.prisma.$transaction(async (tx) => {
      const user = await lockAccount(tx, userId);
      // Verified or changed meanwhile: nothing to send.
      if (!user || (await this.addressToProve(tx, userId)) !== email) return;
      await this.issue(tx, user, email, context);
      await this.securityEvents.record(tx, { type: 'EMAIL_VERIFICATION_SENT', userId, sessionId: null, context });
    });
  }

  /** @throws AppError RATE_LIMITED if too many accounts were created with this mailbox, in any spelling. */
  async assertRegistrable(email: string): Promise<void> {
    await this.take('register-mailbox', email, registrationLimit);
  }

  /** @throws AppError RATE_LIMITED if too many emails were sent to this address. */
  async assertMailable(email: string): Promise<void> {
    await this.take('verify-mailbox', email, mailboxLimit);
  }

  /** Checks the link without using it up. @throws AppError TOKEN_INVALID. */
  async find(token: string): Promise<PendingVerification> {
    const pending = await this.prisma.emailVerification.findUnique({
      where: { token: hashMailToken(token) },
      include: { user: true },
    });
    if (!pending || !isUsable(pending, this.clock.now()) || pending.user.deletedAt) throw new AppError('TOKEN_INVALID');
    return pending;
  }

  /** The caller holds the account's lock. @throws AppError TOKEN_INVALID if it was used or voided meanwhile. */
  async use(tx: Prisma.TransactionClient, { token }: EmailVerification): Promise<void> {
    const usedAt = this.clock.now();
    const used = await tx.emailVerification.updateMany({ where: usable(token, usedAt), data: { usedAt } });
    if (used.count !== 1) throw new AppError('TOKEN_INVALID');
  }

  private async take(name: string, email: string, limit: RateLimitPolicy): Promise<void> {
    const { allowed, resetMs } = await this.limiter.take(name, mailboxKey(email), limit);
    if (!allowed) throw new AppError('RATE_LIMITED', { details: { retryAfterSeconds: Math.ceil(resetMs / 1000) } });
  }

  private emailWith(owner: Owner, email: string, token: string, context: RequestContext): Post {
    const isChange = email !== owner.email;
    const path = isChange ? mailLinkPaths.confirmEmail : mailLinkPaths.verifyEmail;
    const url = mailLink(this.config.http.webOrigin, path, token);
    const facts = { username: owner.username, url, validSeconds: verificationTtlSeconds };
    return {
      to: email,
      email: composeEmail(isChange ? 'emailChange' : 'verification', languageOf(owner, context), facts),
    };
  }

  private expiry(): Date {
    return expiryAfter(verificationTtlSeconds, this.clock.now());
  }

  private async addressToProve(
    db: Pick<Prisma.TransactionClient, 'user' | 'emailVerification' | 'mailSuppression'>,
    userId: string,
  ): Promise<string | null> {
    const [user, latest] = await Promise.all([
      db.user.findUnique({ where: { id: userId } }),
      db.emailVerification.findFirst({ where: { userId, usedAt: null }, orderBy: { createdAt: 'desc' } }),
    ]);
    if (!user) return null;
    if (latest && latest.email !== user.email && isUsable(latest, this.clock.now())) return latest.email;
    const isProven = user.isVerified && (user.email === null || !(await this.suppressions.find(user.email, db)));
    return isProven ? null : user.email;
  }
}

/**
 * The user who requests the link is signed in, but does not necessarily own the mailbox. They can retry after a bounce.
 * After a complaint by the mailbox's reader they cannot, unless they have proven to be that reader.
 */
function despiteOf(owner: Owner, email: string): SuppressionReason[] {
  return owner.isVerified && owner.email === email ? ['BOUNCE', 'COMPLAINT'] : ['BOUNCE'];
}
