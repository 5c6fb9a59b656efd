import type { DomainEvent, EventSubject } from '@pixelboxx/shared';
import type { Logger } from '../observability/logger.ts';
import type { KeyValueStore } from '../redis/key-value-store.ts';
import { type EventHandler, maxHandlingAttempts } from './event-bus.ts';

/** Longer than any bus may deliver an event again. */
const rememberedMs = 8 * 86_400_000;

/** One durable subscriber: tells events it has handled from new ones, and knows when to give one up. */
export class EventSubscriber {
  readonly subject: EventSubject;
  readonly durableName: string;
  private readonly handle: (event: DomainEvent) => Promise<void>;
  private readonly store: KeyValueStore;
  private readonly logger: Logger;

  constructor(
    subject: EventSubject,
    durableName: string,
    handle: (event: DomainEvent) => Promise<void>,
    context: { store: KeyValueStore; logger: Logger },
  ) {
    this.subject = subject;
    this.durableName = durableName;
    this.handle = handle;
    this.store = context.store;
    this.logger = context.logger;
  }

  /**
   * True when the event is dealt with: handled now, handled before, or given up at the last attempt. False when it has
   * to come again. Never throws.
   */
  async receive(event: DomainEvent, attempt: number): Promise<boolean> {
    const mark = `event-handled:${this.durableName}:${event.id}`;
    if (await this.isMarked(mark)) return true;
    try {
      await this.handle(event);
    } catch (error) {
      const isGivenUp = attempt >= maxHandlingAttempts;
      const facts = { subject: event.subject, subscriber: this.durableName, eventId: event.id, attempt, err: error };
      if (isGivenUp) this.logger.error({ event: 'event.dead', ...facts });
      else this.logger.warn({ event: 'event.failed', ...facts });
      return isGivenUp;
    }
    // Without the store a second delivery would be handled again, which handlers bear.
    await this.store.set(mark, '1', { ttlMs: rememberedMs }).catch(() => undefined);
    return true;
  }

  private async isMarked(mark: string): Promise<boolean> {
    return this.store.get(mark).then(
      (value) => value !== null,
      () => false,
    );
  }
}

/** The bus hands a subscriber events of its subject only; this is the one place that says so to the compiler. */
export function subscriberOf<Subject extends EventSubject>(
  subject: Subject,
  durableName: string,
  handler: EventHandler<Subject>,
  context: { store: KeyValueStore; logger: Logger },
): EventSubscriber {
  const isOwn = (event: DomainEvent): event is DomainEvent<Subject> => event.subject === subject;
  const handle = async (event: DomainEvent) => (isOwn(event) ? handler(event) : undefined);
  return new EventSubscriber(subject, durableName, handle, context);
}
