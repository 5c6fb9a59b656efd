import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { defineJob } from '../../platform/jobs/job-definition.ts';
import { JobRequestContext, requestContextForJob } from '../../platform/jobs/job-request-context.ts';
import { JobQueue } from '../../platform/jobs/job-queue.ts';
import { RateLimiter } from '../../platform/redis/rate-limiter.ts';
import { lockAccount } from '../../users/index.ts';
import { SecurityEventsService } from '../activity/index.ts';
import { mailboxKey, resetTtlSeconds } from '../emails/index.ts';
import { PasswordResetLinks } from '../passwords/index.ts';

/** Encrypted: it contains the address of a person who may not even have an account. */
const forgotPassword = defineJob({
  name: 'auth.forgot-password',
  schema: z.strictObject({
    email: z.string(),
    origin: JobRequestContext,
  }),
  isSealed: true,
});

/**
 * Emails per address. The window is as long as a link is valid: if no further email is sent, one with a valid link was
 * sent before. A stranger can neither flood a mailbox nor lock its owner out.
 */
const mailboxLimit = { limit: 5, windowMs: resetTtlSeconds * 1000 };

/** Mails a link to users who forgot their password. `PasswordResetService` handles its use. */
@Injectable()
export class ForgottenPasswordService implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly jobs: JobQueue,
    private readonly limiter: RateLimiter,
    private readonly resetLinks: PasswordResetLinks,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(forgotPassword, ({ email, origin: context }) => this.mailLinkNow(email, context));
  }

  /**
   * A job finds out whether the account exists: this call does the same work, in the same time, either way (OWASP
   * Forgot Password Cheat Sheet).
   */
  async mailLink(email: string, context: RequestContext): Promise<void> {
    const { allowed } = await this.limiter.take('forgot-mailbox', mailboxKey(email), mailboxLimit);
    if (allowed) await this.jobs.enqueue(null, forgotPassword, { email, origin: requestContextForJob(context) });
  }

  private async mailLinkNow(email: string, context: RequestContext): Promise<void> {
    const known = await this.prisma.user.findUnique({ where: { email } });
    if (!known) return;
    await this.prisma.$transaction(async (tx) => {
      const user = await lockAccount(tx, known.id);
      // The address may belong to another account since the look-up.
      if (user?.email !== email || user.suspendedAt) return;
      await this.resetLinks.issue(tx, { ...user, email }, 'FORGOTTEN', context);
      const event = { type: 'PASSWORD_RESET_REQUESTED', userId: user.id, sessionId: null, context } as const;
      await this.securityEvents.record(tx, event);
    });
  }
}
