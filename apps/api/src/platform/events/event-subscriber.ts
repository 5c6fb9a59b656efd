import type { DomainEvent, EventSubject } from '@pixelboxx/shared';
import { inSpan } from '@pixelboxx/telemetry';
import type { Logger } from '../observability/logger.ts';
import type { KeyValueStore } from '../redis/key-value/key-value-store.ts';
import type { DeadEvents } from './dead-events/dead-events.ts';
import { type EventHandler, maxHandlingAttempts, PermanentEventError } from './event-bus.ts';

/** Longer than any bus can take to deliver an event again. */
const rememberedMs = 8 * 86_400_000;

export interface SubscriberContext {
  readonly store: KeyValueStore;
  readonly dead: Pick<DeadEvents, 'keep' | 'noteFailure' | 'remove'>;
  readonly logger: Logger;
}

/** One durable subscriber: recognizes events it has already handled, and decides when to give one up. */
export class EventSubscriber {
  /** Null for all subjects. */
  readonly subject: EventSubject | null;
  readonly durableName: string;
  private readonly handle: (event: DomainEvent) => Promise<void>;
  private readonly context: SubscriberContext;
  /** Why events failed that could not be stored as dead yet. */
  private readonly failures = new Map<string, unknown>();

  constructor(
    subject: EventSubject | null,
    durableName: string,
    handle: (event: DomainEvent) => Promise<void>,
    context: SubscriberContext,
  ) {
    this.subject = subject;
    this.durableName = durableName;
    this.handle = handle;
    this.context = context;
  }

  hears(event: DomainEvent): boolean {
    return this.subject === null || this.subject === event.subject;
  }

  /**
   * True when the event is done: handled now, handled before, or given up and stored as dead. False when it must be
   * delivered again. Never throws.
   */
  async receive(event: DomainEvent, attempt: number): Promise<boolean> {
    if (await this.isMarked(event)) return true;
    // Tried often enough but not acknowledged: it could not be stored, or ended its process each time.
    if (attempt > maxHandlingAttempts) return this.giveUp(event, attempt - 1, this.failureOf(event));
    try {
      await this.handleInSpan(event);
    } catch (error) {
      if (attempt >= maxHandlingAttempts || error instanceof PermanentEventError) {
        return this.giveUp(event, attempt, error);
      }
      this.context.logger.warn({ event: 'event.failed', ...this.factsOf(event), attempt, err: error });
      return false;
    }
    await this.mark(event);
    return true;
  }

  /** One more attempt at a dead event; if it succeeds, the event is no longer dead. @returns whether it did; never throws */
  async retry(event: DomainEvent): Promise<boolean> {
    const { dead, logger } = this.context;
    try {
      await this.handleInSpan(event);
    } catch (error) {
      logger.warn({ event: 'event.retry.failed', ...this.factsOf(event), err: error });
      await this.record(event, () => dead.noteFailure(event.id, this.durableName, error));
      return false;
    }
    logger.info({ event: 'event.retry.handled', ...this.factsOf(event) });
    await this.mark(event);
    await this.record(event, () => dead.remove(event.id, this.durableName));
    return true;
  }

  private handleInSpan(event: DomainEvent): Promise<void> {
    const attributes = {
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': event.subject,
      'messaging.destination.subscription.name': this.durableName,
      'messaging.message.id': event.id,
    };
    return inSpan(`process ${event.subject}`, { kind: 'consumer', attributes }, () => this.handle(event));
  }

  /** Stored first: an event that exists nowhere else must not be acknowledged. */
  private async giveUp(event: DomainEvent, attempts: number, failure: unknown): Promise<boolean> {
    const given = { event, subscriber: this.durableName, attempts, failure };
    if (!(await this.record(event, () => this.context.dead.keep(given)))) {
      this.failures.set(event.id, failure);
      return false;
    }
    this.failures.delete(event.id);
    this.context.logger.error({ event: 'event.dead', ...this.factsOf(event), attempt: attempts, err: failure });
    await this.mark(event);
    return true;
  }

  /** @returns whether the write succeeded */
  private async record(event: DomainEvent, write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      this.context.logger.warn({ event: 'event.dead.unwritten', ...this.factsOf(event), err: error });
      return false;
    }
  }

  private failureOf({ id }: DomainEvent): unknown {
    return this.failures.get(id) ?? new Error('It was delivered repeatedly, and its handler never finished');
  }

  private factsOf({ id, subject }: DomainEvent) {
    return { subject, subscriber: this.durableName, eventId: id };
  }

  /** Without the store a second delivery is handled again, which handlers tolerate. */
  private async mark(event: DomainEvent): Promise<void> {
    await this.context.store.set(this.markOf(event), '1', { ttlMs: rememberedMs }).catch(() => undefined);
  }

  private async isMarked(event: DomainEvent): Promise<boolean> {
    return this.context.store.get(this.markOf(event)).then(
      (value) => value !== null,
      () => false,
    );
  }

  private markOf({ id }: DomainEvent): string {
    return `event-handled:${this.durableName}:${id}`;
  }
}

/** The bus delivers only events of a subscriber's subject; this is the one place that asserts it for the compiler. */
export function subscriberOf<Subject extends EventSubject>(
  subject: Subject,
  durableName: string,
  handler: EventHandler<Subject>,
  context: SubscriberContext,
): EventSubscriber {
  const isOwn = (event: DomainEvent): event is DomainEvent<Subject> => event.subject === subject;
  const handle = async (event: DomainEvent) => (isOwn(event) ? handler(event) : undefined);
  return new EventSubscriber(subject, durableName, handle, context);
}
