import type { DomainEvent, EventSubject } from '@pixelboxx/shared';
import { type BusListener, EventBus, type EventHandler } from './event-bus.ts';
import { type EventSubscriber, subscriberOf } from './event-subscriber.ts';

type Context = Parameters<typeof subscriberOf>[3];

/**
 * The bus of a single process. It takes an event over by having it handled: until every subscriber is done with it, the
 * event stays in the outbox, which brings it again, also after a crash. So it needs no memory of its own.
 */
export class MemoryEventBus extends EventBus {
  private readonly subscribers: EventSubscriber[] = [];
  private readonly attempts = new Map<string, number>();
  private readonly running = new Set<Promise<unknown>>();
  private readonly context: Context;
  private isClosed = false;

  constructor(context: Context) {
    super();
    this.context = context;
  }

  override async publish(event: DomainEvent): Promise<void> {
    if (this.isClosed) throw new Error('The event bus is closed');
    const work = this.deliver(event);
    this.running.add(work);
    try {
      if (!(await work)) throw new Error('A subscriber has not handled the event yet');
    } finally {
      this.running.delete(work);
    }
  }

  override subscribe<Subject extends EventSubject>(
    subject: Subject,
    durableName: string,
    handler: EventHandler<Subject>,
  ): void {
    if (this.subscribers.some((known) => known.durableName === durableName)) {
      throw new Error(`Two event subscribers are named ${durableName}`);
    }
    this.subscribers.push(subscriberOf(subject, durableName, handler, this.context));
  }

  override listen({ onUp }: BusListener): void {
    onUp();
  }

  override isUp(): boolean {
    return !this.isClosed;
  }

  override async close(): Promise<void> {
    this.isClosed = true;
    await Promise.allSettled(this.running);
  }

  /** Whether all subscribers are done with it. */
  private async deliver(event: DomainEvent): Promise<boolean> {
    const attempt = (this.attempts.get(event.id) ?? 0) + 1;
    const own = this.subscribers.filter(({ subject }) => subject === event.subject);
    const results = await Promise.all(own.map((subscriber) => subscriber.receive(event, attempt)));
    const isDone = results.every(Boolean);
    if (isDone) this.attempts.delete(event.id);
    else this.attempts.set(event.id, attempt);
    return isDone;
  }
}
