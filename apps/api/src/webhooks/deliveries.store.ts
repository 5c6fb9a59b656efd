import { Injectable } from '@nestjs/common';
import type { DomainEvent } from '@pixelboxx/shared';
import { Prisma, type Webhook, type WebhookDisabledReason } from '../generated/prisma/client.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { isId, uuidv7 } from '../platform/identifiers.ts';
import { maxFailingDays, pauseSeconds, retryDelaySeconds } from './delivery-schedule.ts';

/** An event in the form that receivers get. */
export type Message = Pick<DomainEvent, 'id' | 'occurredAt'> & { readonly subject: string; readonly data: object };

export interface ClaimedDelivery {
  readonly id: string;
  readonly eventId: string;
  readonly subject: string;
  readonly data: object;
  readonly occurredAt: Date;
  /** Including this one. */
  readonly attempts: number;
}

/** The result of an attempt. */
export interface Outcome {
  /** Null if there was no response. */
  readonly status: number | null;
  /** Null if the receiver accepted it. */
  readonly error: string | null;
  readonly durationMs: number;
}

/** Longer than an attempt can take: a process that holds one for longer is gone. */
const leaseSeconds = 60;
/** The receiver of an attempt, with its URL: the result says nothing about another URL that was set meanwhile. */
export type Addressee = Pick<Webhook, 'id' | 'url'>;

export const switchedOff = 'The webhook was switched off.';

/**
 * Deliveries, for the code that sends them. Times are the database's, which all replicas share. If a process ends while
 * it holds a delivery, the delivery is due again when its lease expires.
 */
@Injectable()
export class DeliveriesStore {
  constructor(private readonly prisma: PrismaService) {}

  /** Plans a delivery, one per event and receiver, however often the event is announced. @returns whether it is new */
  async plan(
    tx: Prisma.TransactionClient,
    webhookId: string,
    { id, subject, data, occurredAt }: Message,
  ): Promise<boolean> {
    const userId = 'userId' in data && typeof data.userId === 'string' && isId(data.userId) ? data.userId : null;
    // Without the user if they are gone, as after `user.deleted`; nothing if the receiver is gone.
    const written = await tx.$executeRaw`
      INSERT INTO webhook_deliveries (id, webhook_id, event_id, subject, data, user_id, occurred_at)
      SELECT ${uuidv7()}::uuid, webhooks.id, ${id}::uuid, ${subject}, ${JSON.stringify(data)}::jsonb,
             (SELECT id FROM users WHERE id = ${userId}::uuid), ${occurredAt}::timestamptz
        FROM webhooks WHERE webhooks.id = ${webhookId}::uuid AND is_enabled
      ON CONFLICT (webhook_id, event_id) DO NOTHING`;
    return written > 0;
  }

  /** The receiver; null if it is gone or switched off. */
  open(webhookId: string): Promise<Webhook | null> {
    return this.prisma.webhook.findFirst({ where: { id: webhookId, isEnabled: true } });
  }

  /** Claims the deliveries that have been due longest; none while the receiver is paused. */
  claim(webhookId: string, limit: number): Promise<ClaimedDelivery[]> {
    return this.prisma.$queryRaw<ClaimedDelivery[]>`
      UPDATE webhook_deliveries
         SET attempts = attempts + 1, last_attempt_at = now(),
             next_attempt_at = now() + ${leaseSeconds} * interval '1 second'
       WHERE id = ANY (ARRAY(
         SELECT id FROM webhook_deliveries WHERE webhook_id = ${webhookId}::uuid AND next_attempt_at <= now()
            AND EXISTS (SELECT FROM webhooks WHERE id = ${webhookId}::uuid AND is_enabled
                           AND (paused_until IS NULL OR paused_until <= now()))
          ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED))
      RETURNING id, event_id AS "eventId", subject, data, occurred_at AS "occurredAt", attempts`;
  }

  async recordSuccess(
    { id: webhookId, url }: Addressee,
    { id }: ClaimedDelivery,
    { status, durationMs }: Outcome,
  ): Promise<void> {
    await this.prisma.$executeRaw`
      WITH receiver AS (
        UPDATE webhooks SET failures = 0, failing_since = NULL, paused_until = NULL,
               version = version + (failing_since IS NOT NULL)::int
         WHERE id = ${webhookId}::uuid AND url = ${url} AND failures > 0)
      UPDATE webhook_deliveries
         SET state = 'DELIVERED', next_attempt_at = NULL, last_status = ${status}, last_error = NULL,
             last_duration_ms = ${durationMs}
       WHERE id = ${id}::uuid`;
  }

  /**
   * Plans the next attempt, unless there have been enough, and pauses the receiver for a while.
   * @returns the reason if the receiver is now switched off; usually null
   */
  async recordFailure(
    tx: Prisma.TransactionClient,
    { id: webhookId, url }: Addressee,
    { id, attempts }: ClaimedDelivery,
    outcome: Outcome,
  ): Promise<WebhookDisabledReason | null> {
    const delay = retryDelaySeconds(attempts);
    const [webhook] = await tx.$queryRaw<{ failures: number; isHopeless: boolean }[]>`
      UPDATE webhooks SET failures = failures + 1, failing_since = coalesce(failing_since, now()),
             version = version + (failing_since IS NULL)::int
       WHERE id = ${webhookId}::uuid AND url = ${url} AND is_enabled
      RETURNING failures, failing_since < now() - ${maxFailingDays} * interval '1 day' AS "isHopeless"`;
    // Varies by a tenth, so that receivers which failed together are not retried together.
    await tx.$executeRaw`
      UPDATE webhook_deliveries
         SET state = ${delay === null ? 'FAILED' : 'PENDING'}::"WebhookDeliveryState",
             next_attempt_at = now() + ${delay}::int * (0.9 + random() * 0.2) * interval '1 second',
             last_status = ${outcome.status}, last_error = ${outcome.error}, last_duration_ms = ${outcome.durationMs}
       WHERE id = ${id}::uuid AND next_attempt_at IS NOT NULL`;
    if (!webhook) return null;
    if (outcome.status === 410 || webhook.isHopeless) {
      const reason = outcome.status === 410 ? 'GONE' : 'FAILING';
      await this.disable(tx, { id: webhookId }, { disabledReason: reason });
      return reason;
    }
    await tx.$executeRaw`
      UPDATE webhooks SET paused_until = now() + ${pauseSeconds(webhook.failures)} * interval '1 second'
       WHERE id = ${webhookId}::uuid`;
    return null;
  }

  /**
   * Switches off the matching receivers, together with `change`. Their pending deliveries fail, and can be replayed
   * once the receivers are switched on again.
   * @returns the receivers in their new state
   */
  async disable(
    tx: Prisma.TransactionClient,
    where: Prisma.WebhookWhereInput,
    change: Prisma.WebhookUpdateManyMutationInput = {},
  ): Promise<Webhook[]> {
    const disabled = await tx.webhook.updateManyAndReturn({
      where,
      data: { disabledReason: null, ...change, isEnabled: false, version: { increment: 1 } },
    });
    await tx.webhookDelivery.updateMany({
      where: { webhookId: { in: disabled.map(({ id }) => id) }, state: 'PENDING' },
      data: { state: 'FAILED', nextAttemptAt: null, lastError: switchedOff },
    });
    return disabled;
  }

  /** When the next delivery of this receiver is due; null if there is none. */
  async nextDue(webhookId: string): Promise<Date | null> {
    const [row] = await this.prisma.$queryRaw<{ due: Date | null }[]>`
      SELECT greatest(min(next_attempt_at), (SELECT paused_until FROM webhooks WHERE id = ${webhookId}::uuid)) AS due
        FROM webhook_deliveries WHERE webhook_id = ${webhookId}::uuid AND next_attempt_at IS NOT NULL
      HAVING count(*) > 0`;
    return row?.due ?? null;
  }

  /** Resets the matching deliveries to their first attempt. @returns the number of deliveries */
  async renew(tx: Prisma.TransactionClient, where: Prisma.WebhookDeliveryWhereInput, at: Date): Promise<number> {
    const data = { state: 'PENDING', attempts: 0, nextAttemptAt: at } as const;
    return (await tx.webhookDelivery.updateMany({ where, data })).count;
  }

  /** Receivers with due deliveries that no process seems to handle. */
  async forgotten(): Promise<string[]> {
    const rows = await this.prisma.$queryRaw<{ id: string }[]>`
      SELECT webhooks.id FROM webhooks WHERE is_enabled AND EXISTS (
        SELECT FROM webhook_deliveries AS due
         WHERE due.webhook_id = webhooks.id AND due.next_attempt_at < now() - interval '1 minute')`;
    return rows.map(({ id }) => id);
  }
}
