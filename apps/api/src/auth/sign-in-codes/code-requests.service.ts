import { Injectable, type OnModuleInit } from '@nestjs/common';
import { emailCodeMinutes } from '@pixelboxx/shared';
import { z } from 'zod';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { defineJob } from '../../platform/jobs/job-definition.ts';
import { JobRequestContext, requestContextForJob } from '../../platform/jobs/job-request-context.ts';
import { JobQueue } from '../../platform/jobs/job-queue.ts';
import { MetricSources } from '../../platform/observability/metrics/metric-sources.ts';
import { RateLimiter } from '../../platform/redis/rate-limiter.ts';
import type { ClientState, ResponseCookie } from '../cookies/index.ts';
import { mailboxKey } from '../emails/index.ts';
import { KnownDeviceCookies } from '../known-devices/index.ts';
import { CodeMailingService, type CodeOutcome } from './code-mailing.service.ts';
import { SignInCodes } from './sign-in-codes.service.ts';

/** Encrypted: it contains the address of a person who may not even have an account. */
const requestCode = defineJob({
  name: 'auth.email-code',
  schema: z.strictObject({
    email: z.string(),
    browser: z.string(),
    knownDevices: z.string().optional(),
    origin: JobRequestContext,
  }),
  isSealed: true,
});

/**
 * Emails per mailbox that browsers unknown to its account can request. Known devices of the account have a separate
 * limit, which strangers cannot use up. The window is as long as a code is valid.
 */
const mailboxLimit = { limit: 5, windowMs: emailCodeMinutes * 60_000 };

/** Accepts requests for codes. A job finds out whether the account exists: see `ForgottenPasswordService`. */
@Injectable()
export class CodeRequestsService implements OnModuleInit {
  private readonly count: (outcome: CodeOutcome | 'limited') => void;

  constructor(
    private readonly prisma: PrismaService,
    private readonly jobs: JobQueue,
    private readonly limiter: RateLimiter,
    private readonly codes: SignInCodes,
    private readonly devices: KnownDeviceCookies,
    private readonly mailing: CodeMailingService,
    metrics: MetricSources,
  ) {
    this.count = metrics.count({
      name: 'pixelboxx_email_code_requests_total',
      help: 'Codes for signing in that were asked for, by what became of that',
      label: 'outcome',
      kinds: ['mailed', 'nobody', 'limited'],
    });
  }

  onModuleInit(): void {
    this.jobs.handle(requestCode, (request) => this.mailNow(request));
  }

  /** Does the same work, in the same time, for every address. @returns the cookie for the browser */
  async request(email: string, client: ClientState, context: RequestContext): Promise<ResponseCookie> {
    const { browser, cookie } = this.codes.bind(client);
    const { knownDevices } = client;
    await this.jobs.enqueue(null, requestCode, {
      email,
      browser,
      origin: requestContextForJob(context),
      ...(knownDevices && { knownDevices }),
    });
    return cookie;
  }

  private async mailNow({
    email,
    browser,
    knownDevices,
    origin: context,
  }: z.infer<typeof requestCode.schema>): Promise<void> {
    const known = await this.prisma.user.findUnique({ where: { email } });
    const deviceId = known && this.devices.deviceIdOf({ knownDevices }, known);
    const { allowed } = await (deviceId === null
      ? this.limiter.take('email-code', mailboxKey(email), mailboxLimit)
      : this.limiter.take('email-code-device', deviceId, mailboxLimit));
    this.count(allowed ? await this.mailing.send({ email, browser }, known, context) : 'limited');
  }
}
