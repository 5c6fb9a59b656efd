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

/** Events that a subscriber could not handle, one row for each of the two together. */
@Injectable()
export class DeadEvents {
  constructor(private readonly prisma: PrismaService) {}

  /** Also right when it is kept already. Rejects while the database is away: then the event must come again. */
  async keep({ event, subscriber, attempts, failure }: GivenUp): Promise<void> {
    const { id, subject, aggregateId, data, occurredAt } = event;
    const userId = 'userId' in data && isId(data.userId) ? data.userId : null;
    // Without the user when they are gone, as after `user.deleted`: there is nobody to go with.
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

  /** A further attempt has failed, too. What was discarded meanwhile stays discarded. */
  async noteFailure(eventId: string, subscriber: string, failure: unknown): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE dead_events
         SET failed_at = now(), attempts = attempts + 1, last_error = ${formatFailure(failure)}, retrying_until = NULL
       WHERE event_id = ${eventId}::uuid AND subscriber = ${subscriber}`;
  }

  /** It is handled after all. */
  async remove(eventId: string, subscriber: string): Promise<void> {
    await this.prisma.deadEvent.deleteMany({ where: { eventId, subscriber } });
  }
}
