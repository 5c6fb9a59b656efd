import { type DomainEvent, parseEvent } from '@pixelboxx/shared';
import type { PrismaService } from '../database/prisma.service.ts';

export interface ClaimedEvent {
  readonly id: string;
  readonly attempts: number;
  /** Null for a row that this release cannot read. */
  readonly event: DomainEvent | null;
  readonly aggregateId: string;
  /** Of the publisher, if it was traced (W3C Trace Context). */
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

const batchSize = 100;
/** How many rows one statement deletes or publishes again. */
const rewriteBatchSize = 1_000;
/** How long claimed events belong to the relay that claimed them. */
export const leaseMs = 30_000;

/** The rows of the outbox, as relays see them. Each method is one statement: nothing waits for the bus inside a transaction. */
export class OutboxStore {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * The oldest waiting events, now reserved for the caller. Leaves out events that another relay is working on, and events
   * behind an earlier waiting event of the same aggregate. Relays claim one after the other; otherwise one could take an
   * event while another is still taking its predecessor.
   */
  async claim(): Promise<ClaimedEvent[]> {
    const rows = await this.prisma.$queryRaw<Row[]>`
      SELECT id, position, subject, aggregate_id AS "aggregateId", data, occurred_at AS "occurredAt", attempts,
             trace_parent AS "traceParent"
        FROM claim_outbox_events(${leaseMs} * interval '1 millisecond', ${batchSize}::int) ORDER BY position`;
    return rows.map((row) => ({ ...row, event: read(row) }));
  }

  /** @returns whether there is more to claim, such as events that waited behind these and were written meanwhile */
  async markPublished(ids: readonly string[]): Promise<boolean> {
    const [row] = await this.prisma.$queryRaw<{ more: boolean }[]>`
      SELECT finish_outbox_events(${[...ids]}::uuid[]) AS more`;
    return row?.more ?? false;
  }

  /** Returns claimed events, which can be claimed again after the delay. */
  async release(ids: readonly string[], delayMs: number): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE outbox_events SET available_at = now() + ${delayMs} * interval '1 millisecond'
      WHERE id = ANY(${ids}::uuid[])`;
  }

  /** The bus has lost its events: publishes everything still kept again, except what the bus accepts meanwhile. */
  async publishAgain(): Promise<void> {
    const [{ began }] = await this.prisma.$queryRaw<[{ began: Date }]>`SELECT now() AS began`;
    await inBatches(
      () => this.prisma.$executeRaw`
        UPDATE outbox_events SET published_at = NULL, available_at = now() WHERE id = ANY (ARRAY(
          SELECT id FROM outbox_events WHERE published_at <= ${began} ORDER BY published_at LIMIT ${rewriteBatchSize}))`,
    );
  }

  async purge(): Promise<void> {
    await inBatches(
      () => this.prisma.$executeRaw`
        DELETE FROM outbox_events WHERE id = ANY (ARRAY(
          SELECT id FROM outbox_events WHERE published_at < now() - interval '1 day'
           ORDER BY published_at LIMIT ${rewriteBatchSize} FOR UPDATE SKIP LOCKED))`,
    );
  }
}

/** Repeats until a batch is not full: no lock is held for long, whatever the total. */
async function inBatches(batch: () => Promise<number>): Promise<void> {
  while ((await batch()) >= rewriteBatchSize);
}

function read({ id, subject, aggregateId, data, occurredAt }: Row): DomainEvent | null {
  try {
    return parseEvent({ id, subject, aggregateId, data, occurredAt: occurredAt.toISOString() });
  } catch {
    return null;
  }
}
