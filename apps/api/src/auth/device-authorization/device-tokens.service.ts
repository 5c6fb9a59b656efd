import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { devicePollSeconds, deviceTokenDays, type NewPersonalToken } from '@pixelboxx/shared';
import { z } from 'zod';
import type { DeviceDecision } from '../../generated/prisma/client.ts';
import { sha256Hex } from '../../platform/crypto/digests.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { defineJob } from '../../platform/jobs/job-definition.ts';
import { JobQueue } from '../../platform/jobs/job-queue.ts';
import { lockAccount } from '../../users/index.ts';
import { TokenIssuer, viewOf } from '../personal-tokens/index.ts';

const removeExpired = defineJob({ name: 'auth.remove-expired-device-authorizations', schema: z.strictObject({}) });
const maxRemoved = 1_000;
const lifetimeMs = deviceTokenDays * 86_400_000;

interface Polled {
  readonly id: string;
  readonly decision: DeviceDecision | null;
  readonly isTooEarly: boolean;
  readonly intervalSeconds: number;
}

/** Hands programs the tokens that their users have approved, each once. */
@Injectable()
export class DeviceTokensService implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly issuer: TokenIssuer,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(removeExpired, () => this.removeExpired());
    this.jobs.schedule(removeExpired, '*/15 * * * *');
  }

  /**
   * @throws AppError DEVICE_PENDING, DEVICE_SLOW_DOWN, DEVICE_DENIED, DEVICE_CODE_INVALID (unknown, used or too old),
   * TOKEN_LIMIT_REACHED
   */
  async take(deviceCode: string, context: RequestContext): Promise<NewPersonalToken> {
    const polled = await this.poll(sha256Hex(deviceCode));
    if (!polled) throw new AppError('DEVICE_CODE_INVALID');
    const details = { retryAfterSeconds: polled.intervalSeconds };
    if (polled.isTooEarly) throw new AppError('DEVICE_SLOW_DOWN', { details });
    if (polled.decision === null) throw new AppError('DEVICE_PENDING', { details });
    return this.redeem(polled.id, context);
  }

  /** Records the poll and how long the next one must wait: longer after one that came too early (RFC 8628, 3.5). */
  private async poll(deviceCode: string): Promise<Polled | null> {
    const now = this.clock.now();
    const [row] = await this.prisma.$queryRaw<Polled[]>`
      WITH asked AS (
        SELECT id, COALESCE(polled_at + make_interval(secs => interval_seconds) > ${now}, FALSE) AS too_early
          FROM device_authorizations WHERE device_code = ${deviceCode} AND expires_at > ${now} FOR UPDATE
      )
      UPDATE device_authorizations AS d
         SET polled_at = ${now}, interval_seconds = interval_seconds + CASE WHEN too_early THEN ${devicePollSeconds}::int ELSE 0 END
        FROM asked WHERE d.id = asked.id
      RETURNING d.id, d.decision::text AS decision, too_early AS "isTooEarly", d.interval_seconds AS "intervalSeconds"`;
    return row ?? null;
  }

  /** Of several parallel polls, the one that removes the row gets the token. */
  private async redeem(id: string, context: RequestContext): Promise<NewPersonalToken> {
    const issued = await this.prisma.$transaction(async (tx) => {
      const { userId } = (await tx.deviceAuthorization.findUnique({ where: { id } })) ?? { userId: null };
      // Code that locks both locks the account before its dependent rows.
      const user = userId === null ? null : await lockAccount(tx, userId);
      const decided = await tx.deviceAuthorization.findUnique({ where: { id } });
      if (!decided || (await tx.deviceAuthorization.deleteMany({ where: { id } })).count === 0) return 'used';
      const isTheirs = user !== null && !user.suspendedAt && user.authGeneration === decided.authGeneration;
      if (!isTheirs || decided.decision !== 'APPROVED') return 'denied';
      const request = { name: decided.clientName, scopes: decided.scopes, lifetimeMs };
      return this.issuer.issue(tx, user, request, { sessionId: null, context });
    });
    if (issued === 'used') throw new AppError('DEVICE_CODE_INVALID');
    if (issued === 'denied') throw new AppError('DEVICE_DENIED');
    return { ...viewOf(issued.row), token: issued.token };
  }

  async removeExpired(): Promise<void> {
    const options = { where: { expiresAt: { lt: this.clock.now() } }, limit: maxRemoved };
    while ((await this.prisma.deviceAuthorization.deleteMany(options)).count >= maxRemoved);
  }
}
