import { Injectable } from '@nestjs/common';
import type { DomainEvent } from '@pixelboxx/shared';
import { PrismaService } from '../../database/prisma.service.ts';
import { isId, uuidv7 } from '../../identifiers.ts';
import { formatFailure } from './format-failure.ts';

/** An event that a subscriber has given up. */
export interface GivenUp {
  readonly event: DomainEvent;
  /** Durable name. */
  readonly subscriber: string;
  readonly attempts: number;
  readonly failure: unknown;
}

/** Events that a subscriber could not handle, one row per event and subscriber. */
@Injectable()
export class DeadEvents {
  constructor(private readonly prisma: PrismaService) {}

  /** Idempotent. Rejects while the database is down: the event must then be delivered again. */
  async keep({ event, subscriber, attempts, failure }: GivenUp): Promise<void> {
    const { id, subject, aggregateId, data, occurredAt } = event;
    const userId = 'userId' in data && isId(data.userId) ? data.userId : null;
    // Without the user if the account is gone, as after `user.deleted`: there is no account to be deleted with.
    await this.prisma.$executeRaw`
      INSERT INTO dead_events
        (id, event_id, subject, subscriber, aggregate_id, data, user_id, occurred_at, attempts, last_error)
      VALUES (${uuidv7()}::uuid, ${id}::uuid, ${subject}, ${subscriber}, ${aggregateId}, ${JSON.stringify(data)}::jsonb,
        (SELECT id FROM users WHERE id = ${userId}::uuid), ${occurredAt}::timestamptz, ${attempts},
        ${formatFailure(failure)})
      ON CONFLICT (event_id, subscriber) DO UPDATE
        SET failed_at = now(), attempts = greatest(dead_events.attempts, excluded.attempts),
            last_error = excluded.last_error, retrying_until = NULL`;
  }

  /** A further attempt has also failed. If the event was discarded meanwhile, it stays discarded. */
  async noteFailure(eventId: string, subscriber: string, failure: unknown): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE dead_events
         SET failed_at = now(), attempts = attempts + 1, last_error = ${formatFailure(failure)}, retrying_until = NULL
       WHERE event_id = ${eventId}::uuid AND subscriber = ${subscriber}`;
  }

  /** It was handled in the end. */
  async remove(eventId: string, subscriber: string): Promise<void> {
    await this.prisma.deadEvent.deleteMany({ where: { eventId, subscriber } });
  }
}
