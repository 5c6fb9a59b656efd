import { Injectable } from '@nestjs/common';
import {
  type DeadEvent,
  type DeadEventPage,
  type DeadEventRetry,
  type DeadEventsQuery,
  type DomainEvent,
  parseEvent,
} from '@pixelboxx/shared';
import { type AdminContext, requireAdministrator } from '../account/index.ts';
import { SecurityEventsService } from '../auth/activity/index.ts';
import type { DeadEvent as DeadEventRow, Prisma } from '../generated/prisma/client.ts';
import { latestIdFirst, paginate } from '../platform/database/pagination.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { EventBus } from '../platform/events/event-bus.ts';
import { InjectLogger, type Logger } from '../platform/observability/logger.ts';

/** Longer than a request waits for the outcome of an attempt, and as long as an attempt should take. */
const leaseSeconds = 60;

/** Lists events that a subscriber could not handle, for administrators to retry or discard. */
@Injectable()
export class DeadEventsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly bus: EventBus,
    private readonly securityEvents: SecurityEventsService,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** The latest first. @throws AppError VALIDATION_ERROR for an invalid cursor */
  async list({ subscriber, ...page }: DeadEventsQuery): Promise<DeadEventPage> {
    const { rows, nextCursor } = await paginate(page, latestIdFirst, ({ after, ...query }) =>
      this.prisma.deadEvent.findMany({ where: { ...(subscriber && { subscriber }), AND: after }, ...query }),
    );
    const retrying = await this.retrying(rows.map(({ id }) => id));
    return { items: rows.map((row) => describe(row, retrying)), nextCursor };
  }

  /**
   * Makes one more attempt, by that subscriber only.
   * @throws AppError NOT_FOUND, FORBIDDEN; RETRY_IN_PROGRESS; SUBSCRIBER_UNKNOWN if no process has it;
   * SERVICE_UNAVAILABLE while the bus is unavailable
   */
  async retry(id: string, act: AdminContext): Promise<DeadEventRetry> {
    const row = await this.prisma.transact(async (tx) => {
      await requireAdministrator(tx, act);
      const claimed = await this.claim(tx, id);
      await this.record(tx, 'DEAD_EVENT_RETRIED', claimed, act);
      return claimed;
    });
    try {
      const outcome = await this.bus.retry(eventOf(row), row.subscriber);
      if (outcome === 'unknown') throw new AppError('SUBSCRIBER_UNKNOWN');
      if (outcome === 'handled') return { outcome: 'HANDLED', deadEvent: null };
      return { outcome: outcome === 'failed' ? 'FAILED' : 'RUNNING', deadEvent: await this.find(id) };
    } catch (error) {
      // No subscriber took it, so the next retry can start at once.
      await this.prisma.deadEvent.updateMany({ where: { id }, data: { retryingUntil: null } }).catch(() => undefined);
      throw error;
    }
  }

  /** Permanent. A running attempt continues. @throws AppError NOT_FOUND, FORBIDDEN */
  async discard(id: string, act: AdminContext): Promise<void> {
    await this.prisma.transact(async (tx) => {
      await requireAdministrator(tx, act);
      // Of two parallel requests, the second waits for the row and finds none.
      const [row] = await tx.$queryRaw<Pick<DeadEventRow, 'eventId' | 'subject' | 'subscriber'>[]>`
        DELETE FROM dead_events WHERE id = ${id}::uuid RETURNING event_id AS "eventId", subject, subscriber`;
      if (!row) throw new AppError('NOT_FOUND');
      await this.record(tx, 'DEAD_EVENT_DISCARDED', row, act);
    });
  }

  /** Takes the lease, by the database's clock. @throws AppError NOT_FOUND, RETRY_IN_PROGRESS */
  private async claim(tx: Prisma.TransactionClient, id: string): Promise<DeadEventRow> {
    const isClaimed = await tx.$executeRaw`
      UPDATE dead_events SET retrying_until = now() + ${leaseSeconds} * interval '1 second'
       WHERE id = ${id}::uuid AND (retrying_until IS NULL OR retrying_until <= now())`;
    const row = await tx.deadEvent.findUnique({ where: { id } });
    if (!row) throw new AppError('NOT_FOUND');
    if (isClaimed === 0) throw new AppError('RETRY_IN_PROGRESS');
    return row;
  }

  private async find(id: string): Promise<DeadEvent | null> {
    const row = await this.prisma.deadEvent.findUnique({ where: { id } });
    return row && describe(row, await this.retrying([id]));
  }

  private async retrying(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.prisma.$queryRaw<{ id: string }[]>`
      SELECT id::text FROM dead_events WHERE id = ANY(${ids}::uuid[]) AND retrying_until > now()`;
    return new Set(rows.map(({ id }) => id));
  }

  private async record(
    tx: Prisma.TransactionClient,
    type: 'DEAD_EVENT_RETRIED' | 'DEAD_EVENT_DISCARDED',
    { eventId, subject, subscriber }: Pick<DeadEventRow, 'eventId' | 'subject' | 'subscriber'>,
    { actor, context }: AdminContext,
  ): Promise<void> {
    const userId = actor.user.id;
    await this.securityEvents.record(tx, { type, userId, sessionId: actor.sessionId, context });
    this.logger.info({ event: 'dead-event.act', type, actorId: userId, eventId, subject, subscriber });
  }
}

/** @throws AppError SUBSCRIBER_UNKNOWN for an event of another release, which no subscriber here can receive */
function eventOf({ eventId, subject, aggregateId, occurredAt, data }: DeadEventRow): DomainEvent {
  try {
    return parseEvent({ id: eventId, subject, aggregateId, occurredAt: occurredAt.toISOString(), data });
  } catch (error) {
    throw new AppError('SUBSCRIBER_UNKNOWN', { cause: error });
  }
}

function describe(row: DeadEventRow, retrying: ReadonlySet<string>): DeadEvent {
  return {
    ...row,
    data: typeof row.data === 'object' && row.data !== null && !Array.isArray(row.data) ? row.data : {},
    occurredAt: row.occurredAt.toISOString(),
    failedAt: row.failedAt.toISOString(),
    isRetrying: retrying.has(row.id),
  };
}
