import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type {
  WebhookDeliveriesQuery,
  WebhookDelivery,
  WebhookDeliveryPage,
  WebhookReplay,
} from '@pixelboxx/shared/features/webhooks';
import { type AdminContext, requireAdministrator } from '../account/index.ts';
import { SecurityEventsService } from '../auth/activity/index.ts';
import type { Prisma, WebhookDelivery as DeliveryRow } from '../generated/prisma/client.ts';
import { latestIdFirst, paginate } from '../platform/database/pagination.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { uuidv7 } from '../platform/identifiers.ts';
import { JobQueue } from '../platform/jobs/job-queue.ts';
import { deliver } from './deliver-job.ts';
import { DeliveriesStore } from './deliveries.store.ts';

/** Not a subject of the catalogue: only an administrator triggers it. */
const testSubject = 'webhook.test';

/** Lists the deliveries of a receiver for administrators, and sends them again. */
@Injectable()
export class WebhookDeliveriesService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly jobs: JobQueue,
    private readonly store: DeliveriesStore,
    private readonly securityEvents: SecurityEventsService,
    private readonly clock: Clock,
  ) {}

  /** The latest first. @throws AppError NOT_FOUND; VALIDATION_ERROR for an invalid cursor */
  async list(webhookId: string, { state, ...page }: WebhookDeliveriesQuery): Promise<WebhookDeliveryPage> {
    if ((await this.prisma.webhook.count({ where: { id: webhookId } })) === 0) throw new AppError('NOT_FOUND');
    const { rows, nextCursor } = await paginate(page, latestIdFirst, ({ after, ...query }) =>
      this.prisma.webhookDelivery.findMany({ where: { webhookId, ...(state && { state }), AND: after }, ...query }),
    );
    return { items: rows.map(describe), nextCursor };
  }

  /** @throws AppError NOT_FOUND, FORBIDDEN, WEBHOOK_DISABLED */
  async test(webhookId: string, act: AdminContext): Promise<void> {
    await this.act(webhookId, act, async (tx) => {
      const now = this.clock.now();
      const message = { id: uuidv7(now.getTime()), subject: testSubject, data: { webhookId } };
      await this.store.plan(tx, webhookId, { ...message, occurredAt: now.toISOString() });
    });
  }

  /** Also for a delivery that succeeded or is waiting. @throws AppError NOT_FOUND, FORBIDDEN, WEBHOOK_DISABLED */
  async replay(webhookId: string, id: string, act: AdminContext): Promise<void> {
    await this.act(webhookId, act, async (tx) => {
      if ((await this.store.renew(tx, { id, webhookId }, this.clock.now())) === 0) throw new AppError('NOT_FOUND');
    });
  }

  /** @throws AppError NOT_FOUND, FORBIDDEN, WEBHOOK_DISABLED */
  async replayFailed(webhookId: string, act: AdminContext): Promise<WebhookReplay> {
    const count = await this.act(webhookId, act, (tx) =>
      this.store.renew(tx, { webhookId, state: 'FAILED' }, this.clock.now()),
    );
    return { count };
  }

  /** The administrator wants the result now: ends a pause of the receiver, so that it is tried at once. */
  private act<Result>(
    webhookId: string,
    act: AdminContext,
    work: (tx: Prisma.TransactionClient) => Promise<Result>,
  ): Promise<Result> {
    return this.prisma.transact(async (tx) => {
      await requireAdministrator(tx, act);
      const [webhook] = await tx.webhook.updateManyAndReturn({
        where: { id: webhookId },
        data: { pausedUntil: null },
        select: { isEnabled: true },
      });
      if (!webhook) throw new AppError('NOT_FOUND');
      if (!webhook.isEnabled) throw new AppError('WEBHOOK_DISABLED');
      const result = await work(tx);
      await this.jobs.enqueue(tx, deliver, { webhookId });
      const { actor, context } = act;
      const event = { userId: actor.user.id, sessionId: actor.sessionId, context };
      await this.securityEvents.record(tx, { type: 'WEBHOOK_REPLAYED', ...event });
      return result;
    });
  }
}

function describe(row: DeliveryRow): WebhookDelivery {
  const { id, eventId, subject, data, state, attempts, lastStatus, lastError, lastDurationMs } = row;
  return {
    ...{ id, eventId, subject, state, attempts, lastStatus, lastError, lastDurationMs },
    data: typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {},
    occurredAt: row.occurredAt.toISOString(),
    lastAttemptAt: row.lastAttemptAt?.toISOString() ?? null,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
  };
}
