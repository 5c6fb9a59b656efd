import { type DomainEvent, parseEvent } from '@pixelboxx/shared';
import type { PrismaService } from '../database/prisma.service.ts';

export interface ClaimedEvent {
  readonly id: string;
  readonly attempts: number;
  /** Null for a row that no release at hand can read. */
  readonly event: DomainEvent | null;
  readonly aggregateId: string;
  /** Of what published it, where that was traced (W3C Trace Context). */
  readonly traceParent: string | null;
}

interface Row {
  id: string;
  position: bigint;
  subject: string;
  aggregateId: string;
  data: unknown;
  occurredAt: Date;
  attempts: number;
  traceParent: string | null;
}

/** Any number that no other lock in this database uses. */
const claimLock = 7_496_035_114;
const batchSize = 100;
/** Rows of what is deleted, or published again. */
const rewrittenAtOnce = 1_000;
/** For how long claimed events belong to the relay that claimed them. */
export const leaseMs = 30_000;

/** The rows of the outbox, as relays see them. Every statement is short: nothing waits for the bus inside a transaction. */
export class OutboxStore {
  constructor(private readonly prisma: PrismaService) {}

  /** A cheap look before the claim, which costs more. */
  async hasWork(): Promise<boolean> {
    const rows = await this.prisma.$queryRaw<unknown[]>`
      SELECT 1 FROM outbox_events WHERE published_at IS NULL AND available_at <= now() LIMIT 1`;
    return rows.length > 0;
  }

  /**
   * The oldest waiting events, now reserved for the caller. Of an aggregate only what nobody else is at work on, and what
   * does not stand behind an earlier event that waits. Relays claim one after the other, or one could take an event
   * while another is still taking its predecessor.
   */
  async claim(): Promise<ClaimedEvent[]> {
    const [, rows] = await this.prisma.$transaction([
      this.prisma.$executeRaw`SELECT pg_advisory_xact_lock(${claimLock}::bigint)`,
      this.prisma.$queryRaw<Row[]>`
        UPDATE outbox_events SET available_at = now() + ${leaseMs} * interval '1 millisecond', attempts = attempts + 1
        WHERE id IN (
          SELECT id FROM outbox_events AS event
          WHERE published_at IS NULL AND available_at <= now() AND NOT EXISTS (
            SELECT 1 FROM outbox_events AS earlier
            WHERE earlier.aggregate_id = event.aggregate_id AND earlier.position < event.position
              AND earlier.published_at IS NULL AND earlier.available_at > now())
          ORDER BY position LIMIT ${batchSize})
        RETURNING id, position, subject, aggregate_id AS "aggregateId", data, occurred_at AS "occurredAt", attempts,
          trace_parent AS "traceParent"`,
    ]);
    return rows
      .toSorted((one, other) => (one.position < other.position ? -1 : 1))
      .map((row) => ({ ...row, event: read(row) }));
  }

  async markPublished(ids: readonly string[]): Promise<void> {
    await this.prisma.$executeRaw`UPDATE outbox_events SET published_at = now() WHERE id = ANY(${ids}::uuid[])`;
  }

  /** Gives claimed events back, to be taken up again after the delay. */
  async release(ids: readonly string[], delayMs: number): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE outbox_events SET available_at = now() + ${delayMs} * interval '1 millisecond'
      WHERE id = ANY(${ids}::uuid[])`;
  }

  /** The bus has lost what it took over: everything still kept is to be published again, but for what it takes over meanwhile. */
  async publishAgain(): Promise<void> {
    const [{ began } = { began: new Date() }] = await this.prisma.$queryRaw<{ began: Date }[]>`SELECT now() AS began`;
    await inBatches(
      () => this.prisma.$executeRaw`
        UPDATE outbox_events SET published_at = NULL, available_at = now() WHERE id = ANY (ARRAY(
          SELECT id FROM outbox_events WHERE published_at <= ${began} ORDER BY published_at LIMIT ${rewrittenAtOnce}))`,
    );
  }

  async purge(): Promise<void> {
    await inBatches(
      () => this.prisma.$executeRaw`
        DELETE FROM outbox_events WHERE id = ANY (ARRAY(
          SELECT id FROM outbox_events WHERE published_at < now() - interval '1 day'
           ORDER BY published_at LIMIT ${rewrittenAtOnce} FOR UPDATE SKIP LOCKED))`,
    );
  }
}

/** Until one is not full: no lock is held for long, however much there is. */
async function inBatches(batch: () => Promise<number>): Promise<void> {
  while ((await batch()) >= rewrittenAtOnce);
}

function read({ id, subject, aggregateId, data, occurredAt }: Row): DomainEvent | null {
  try {
    return parseEvent({ id, subject, aggregateId, data, occurredAt: occurredAt.toISOString() });
  } catch {
    return null;
  }
}
