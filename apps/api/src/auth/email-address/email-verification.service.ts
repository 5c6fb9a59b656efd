import { Injectable } from '@nestjs/common';
import { type EmailVerified, mailLinkPaths } from '@pixelboxx/shared';
import type { EmailVerification, Prisma, User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { MailService } from '../../platform/mail/mail.service.ts';
import { RateLimiter, type RateLimitPolicy } from '../../platform/redis/rate-limiter.ts';
import { UserSnapshotsService } from '../../users/user-snapshots.service.ts';
import { lockAccount } from '../../users/index.ts';
import { CredentialsService, ever, type RetiredPassword } from '../passwords/credentials.service.ts';
import { EmailAddressesService } from './email-addresses.service.ts';
import { mailLink } from '../emails/links.ts';
import { emailChangeEmail, verificationEmail } from '../emails/verification-emails.ts';
import {
  expiryAfter,
  hashMailToken,
  isUsable,
  newMailToken,
  usable,
  verificationTtlSeconds,
} from '../emails/email-token.ts';
import { mailboxKey } from '../emails/mailboxes.ts';
import { NoticesService } from '../activity/notices.service.ts';
import { PasswordResetService } from '../passwords/password-reset.service.ts';
import { SecurityEventsService } from '../activity/security-events.service.ts';

type Owner = Pick<User, 'id' | 'username' | 'email'>;
type Pending = EmailVerification & { user: User };

/** Emails to one address in an hour, whichever account asks. */
const mailboxLimit = { limit: 5, windowMs: 3_600_000 };

/** Accounts of one mailbox in an hour: more than users make, and many at once with one email are decided by the database. */
const registrationLimit = { limit: 20, windowMs: 3_600_000 };

/** Proves addresses: that of a new account, and one that is to replace another. */
@Injectable()
export class EmailVerificationService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly mail: MailService,
    private readonly limiter: RateLimiter,
    private readonly addresses: EmailAddressesService,
    private readonly credentials: CredentialsService,
    private readonly resets: PasswordResetService,
    private readonly notices: NoticesService,
    private readonly snapshots: UserSnapshotsService,
    private readonly securityEvents: SecurityEventsService,
    @InjectConfig() private readonly config: Config,
  ) {}

  /** Mails a link to `email`, in the transaction of its cause. Older links of the account are void. */
  async issue(tx: Prisma.TransactionClient, owner: Owner, email: string): Promise<void> {
    const { token, hash } = newMailToken();
    await tx.emailVerification.deleteMany({ where: { userId: owner.id } });
    await tx.emailVerification.create({
      data: { userId: owner.id, email, token: hash, expiresAt: expiryAfter(verificationTtlSeconds) },
    });
    const isChange = email !== owner.email;
    const path = isChange ? mailLinkPaths.confirmEmail : mailLinkPaths.verifyEmail;
    const facts = { username: owner.username, url: mailLink(this.config.http.webOrigin, path, token) };
    await this.mail.post(tx, { to: email, email: isChange ? emailChangeEmail(facts) : verificationEmail(facts) });
  }

  /** The link for the address that waits to be confirmed, else for one not yet verified, else nothing. @throws AppError RATE_LIMITED. */
  async resend(userId: string, origin: RequestContext): Promise<void> {
    const email = await this.addressToProve(this.prisma, userId);
    if (email === null) return;
    await this.assertMailable(email);
    await this.prisma.$transaction(async (tx) => {
      const user = await lockAccount(tx, userId);
      // Verified or changed meanwhile: nothing to send any more.
      if (!user || (await this.addressToProve(tx, userId)) !== email) return;
      await this.issue(tx, user, email);
      await this.securityEvents.record(tx, { type: 'EMAIL_VERIFICATION_SENT', userId, sessionId: null, origin });
    });
  }

  /** @throws AppError RATE_LIMITED when accounts were made with this mailbox often enough, in whatever spelling. */
  async assertRegistrable(email: string): Promise<void> {
    await this.take('register-mailbox', email, registrationLimit);
  }

  /** @throws AppError RATE_LIMITED when this address has been written to often enough. */
  async assertMailable(email: string): Promise<void> {
    await this.take('verify-mailbox', email, mailboxLimit);
  }

  private async take(name: string, email: string, limit: RateLimitPolicy): Promise<void> {
    const { allowed, resetMs } = await this.limiter.take(name, mailboxKey(email), limit);
    if (!allowed) throw new AppError('RATE_LIMITED', { details: { retryAfterSeconds: Math.ceil(resetMs / 1000) } });
  }

  /**
   * `holderId` is whose session the browser that opened the link has, if any. The mailbox alone proves who reads the
   * mail, not who chose the password: without the account's session, a new account is handed to its mailbox (see
   * `EmailVerified`), and a change of address is refused. docs/adr/0011-who-owns-an-unverified-account.md
   * @throws AppError TOKEN_INVALID; UNAUTHENTICATED for a change without the session; EMAIL_TAKEN; OVERLOADED.
   */
  async verify(token: string, holderId: string | null, origin: RequestContext): Promise<EmailVerified> {
    const pending = await this.find(token);
    const isHolder = holderId === pending.userId;
    if (pending.email !== pending.user.email && !isHolder) {
      throw new AppError('UNAUTHENTICATED', { message: 'Sign in to this account to confirm its new address.' });
    }
    const retired = isHolder || pending.user.isVerified ? null : await this.credentials.retiredPassword();
    await this.prisma.$transaction((tx) => this.prove(tx, pending, retired, origin));
    await this.snapshots.invalidate(pending.userId);
    return { done: true, mustResetPassword: retired !== null };
  }

  private async prove(
    tx: Prisma.TransactionClient,
    { userId, email, token }: Pending,
    retired: RetiredPassword | null,
    origin: RequestContext,
  ): Promise<void> {
    const before = await lockAccount(tx, userId);
    const used = await tx.emailVerification.updateMany({ where: usable(token), data: { usedAt: new Date() } });
    if (!before || used.count !== 1) throw new AppError('TOKEN_INVALID');
    await this.addresses.assign(tx, before, email);
    const isChange = before.email !== email;
    const type = isChange ? 'EMAIL_CHANGED' : 'EMAIL_VERIFIED';
    await this.securityEvents.record(tx, { type, userId, sessionId: null, origin });
    if (isChange) {
      // A link for a new password that lies in the previous mailbox must not outlive the change.
      await tx.passwordReset.deleteMany({ where: { userId } });
      await this.notices.send(tx, before, 'EMAIL_CHANGED', origin);
    }
    if (retired !== null) {
      await this.credentials.retire(tx, before, { passwordHash: retired, origin });
      // Until now the account was anybody's.
      await this.credentials.removeFurther(tx, userId, ever);
      await this.resets.issue(tx, { ...before, email }, 'CLAIMED');
    }
  }

  private async addressToProve(
    db: Pick<Prisma.TransactionClient, 'user' | 'emailVerification'>,
    userId: string,
  ): Promise<string | null> {
    const [user, latest] = await Promise.all([
      db.user.findUnique({ where: { id: userId } }),
      db.emailVerification.findFirst({ where: { userId, usedAt: null }, orderBy: { createdAt: 'desc' } }),
    ]);
    if (!user) return null;
    if (latest && latest.email !== user.email && isUsable(latest)) return latest.email;
    return user.isVerified ? null : user.email;
  }

  private async find(token: string): Promise<Pending> {
    const pending = await this.prisma.emailVerification.findUnique({
      where: { token: hashMailToken(token) },
      include: { user: true },
    });
    if (!pending || !isUsable(pending) || pending.user.deletedAt) throw new AppError('TOKEN_INVALID');
    return pending;
  }
}
