import { Injectable, type OnModuleInit } from '@nestjs/common';
import { mailLinkPaths, type PendingReset, type ResetPasswordRequest } from '@pixelboxx/shared';
import { z } from 'zod';
import type { PasswordReset, Prisma, User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { defineJob } from '../../platform/jobs/job-definition.ts';
import { JobQueue } from '../../platform/jobs/job-queue.ts';
import { MailService } from '../../platform/mail/mail.service.ts';
import { RateLimiter } from '../../platform/redis/rate-limiter.ts';
import { UserSnapshotsService } from '../../users/user-snapshots.service.ts';
import { lockAccount } from '../../users/index.ts';
import { CredentialsService, ever } from './credentials.service.ts';
import { mailLink } from '../emails/links.ts';
import { passwordResetEmail, type ResetReason } from '../emails/password-emails.ts';
import { LockoutService } from '../lockout/lockout.service.ts';
import {
  expiryAfter,
  hashMailToken,
  isUsable,
  newMailToken,
  recoveryTtlSeconds,
  resetTtlSeconds,
  usable,
} from '../emails/email-token.ts';
import { NoticesService } from '../activity/notices.service.ts';
import { PasswordHasher } from './password-hasher.service.ts';
import { PasswordPolicy } from './password-policy.service.ts';
import { AccountLinksService } from '../emails/account-links.service.ts';
import { endAllSessions } from '../sessions/end-sessions.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import { mailboxKey } from '../emails/mailboxes.ts';
import { RecoveryService } from '../recovery/recovery.service.ts';
import { SecurityEventsService } from '../activity/security-events.service.ts';

/** Sealed: the address of someone who may not even have an account. */
const forgotPassword = defineJob({
  name: 'auth.forgot-password',
  schema: z.strictObject({
    email: z.string(),
    origin: z.strictObject({
      ipAddress: z.string().nullable(),
      userAgent: z.string().nullable(),
      requestId: z.string(),
    }),
  }),
  isSealed: true,
});

/**
 * Emails to one address. The window is as long as a link lives: whenever no further email is sent, one with a live
 * link was. A stranger can neither fill a mailbox nor keep its owner out.
 */
const mailboxLimit = { limit: 5, windowMs: resetTtlSeconds * 1000 };

/** In seconds. After a report the account may have no email of its own any more to ask for another link by. */
const ttlOf: Record<ResetReason, number> = {
  FORGOTTEN: resetTtlSeconds,
  CLAIMED: resetTtlSeconds,
  DISOWNED: recoveryTtlSeconds,
};

@Injectable()
export class PasswordResetService implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly jobs: JobQueue,
    private readonly mail: MailService,
    private readonly limiter: RateLimiter,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly credentials: CredentialsService,
    private readonly recovery: RecoveryService,
    private readonly links: AccountLinksService,
    private readonly events: EventOutbox,
    private readonly snapshots: UserSnapshotsService,
    private readonly notices: NoticesService,
    private readonly lockout: LockoutService,
    private readonly securityEvents: SecurityEventsService,
    @InjectConfig() private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(forgotPassword, ({ email, origin }) => this.mailLinkTo(email, origin));
  }

  /**
   * Whether there is such an account is found out by a job: this call does the same work, in the same time, either way
   * (OWASP Forgot Password Cheat Sheet).
   */
  async forgot(email: string, origin: RequestContext): Promise<void> {
    const { allowed } = await this.limiter.take('forgot-mailbox', mailboxKey(email), mailboxLimit);
    if (allowed) await this.jobs.enqueue(null, forgotPassword, { email, origin });
  }

  /** Mails a link in the caller's transaction, who holds the account's lock. Older links are void. */
  async issue(
    tx: Prisma.TransactionClient,
    { id: userId, username, email }: Pick<User, 'id' | 'username'> & { readonly email: string },
    reason: ResetReason,
  ): Promise<void> {
    const { token, hash } = newMailToken();
    await tx.passwordReset.deleteMany({ where: { userId } });
    await tx.passwordReset.create({ data: { userId, token: hash, expiresAt: expiryAfter(ttlOf[reason]) } });
    const url = mailLink(this.config.http.webOrigin, mailLinkPaths.resetPassword, token);
    await this.mail.post(tx, { to: email, email: passwordResetEmail(reason, { username, url }) });
  }

  /**
   * Ends every session, signs nobody in and lifts a lockout. The mailbox has been proven by the way, and with it the address.
   * Where a theft was reported, what is neither old nor proven is removed (`RecoveryService`).
   * @throws AppError TOKEN_INVALID; VALIDATION_ERROR (policy) and INVALID_CODE, which leave the link usable; OVERLOADED.
   */
  async reset(request: ResetPasswordRequest, origin: RequestContext): Promise<User> {
    const { token, password } = request;
    const link = await this.find(token);
    await this.policy.assertAcceptable(password, link.user);
    const passwordHash = await this.hasher.hash(password);
    const work = () => this.prisma.$transaction((tx) => this.replace(tx, link, { ...request, passwordHash }, origin));
    const changed = await this.recovery.guard(link.user, request, origin, work);
    await this.snapshots.invalidate(link.userId);
    await this.lockout.unlock(link.userId, ['password']);
    return changed;
  }

  /** What choosing a password by this link asks about. Uses nothing up. @throws AppError TOKEN_INVALID. */
  async questions(token: string): Promise<PendingReset> {
    return this.recovery.questions((await this.find(token)).user);
  }

  private async replace(
    tx: Prisma.TransactionClient,
    link: PasswordReset,
    { passwordHash, ...responses }: ResetPasswordRequest & { passwordHash: string },
    origin: RequestContext,
  ): Promise<User> {
    const user = await lockAccount(tx, link.userId);
    const used = await tx.passwordReset.updateMany({ where: usable(link.token), data: { usedAt: new Date() } });
    if (!user || used.count !== 1) throw new AppError('TOKEN_INVALID');
    await this.recovery.complete(tx, user, responses);
    const changed = await endAllSessions(tx, this.events, user.id, {
      passwordHash,
      isVerified: user.email !== null,
      devicesForgottenAt: new Date(),
    });
    await this.credentials.voidLinks(tx, user.id);
    // Whoever read them in this mailbox, or in one that became the account's later, must not undo this.
    await this.links.voidFrom(tx, user.id, user.emailClaim);
    // The mailbox is proven for the first time: until now the account was anybody's.
    if (!user.isVerified && user.email !== null) await this.credentials.removeFurther(tx, user.id, ever);
    await this.securityEvents.record(tx, { type: 'PASSWORD_RESET', userId: user.id, sessionId: null, origin });
    await this.notices.send(tx, changed, 'PASSWORD_RESET', origin);
    return changed;
  }

  private async find(token: string): Promise<PasswordReset & { user: User }> {
    const link = await this.prisma.passwordReset.findUnique({
      where: { token: hashMailToken(token) },
      include: { user: true },
    });
    if (!link || !isUsable(link) || link.user.deletedAt) throw new AppError('TOKEN_INVALID');
    return link;
  }

  private async mailLinkTo(email: string, origin: RequestContext): Promise<void> {
    const known = await this.prisma.user.findUnique({ where: { email } });
    if (!known) return;
    await this.prisma.$transaction(async (tx) => {
      const user = await lockAccount(tx, known.id);
      // The address may have changed hands since the look-up.
      if (user?.email !== email || user.suspendedAt) return;
      await this.issue(tx, { ...user, email }, 'FORGOTTEN');
      const event = { type: 'PASSWORD_RESET_REQUESTED', userId: user.id, sessionId: null, origin } as const;
      await this.securityEvents.record(tx, event);
    });
  }
}
