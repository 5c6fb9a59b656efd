import { setTimeout as sleep } from 'node:timers/promises';
import type { DomainEvent, EventSubject } from '@pixelboxx/shared';
import { AppError } from '../errors/app-error.ts';
import { type BusListener, EventBus, type EventHandler, type RetryOutcome, retryTimeoutMs } from './event-bus.ts';
import { EventSubscriber, type SubscriberContext, subscriberOf } from './event-subscriber.ts';

/**
 * The bus of a single process. It accepts an event only once it is handled: until every subscriber is done with it, the
 * event stays in the outbox, which delivers it again, also after a crash. So the bus needs no memory.
 */
export class MemoryEventBus extends EventBus {
  private readonly subscribers: EventSubscriber[] = [];
  private readonly attempts = new Map<string, number>();
  private readonly running = new Set<Promise<unknown>>();
  private readonly context: SubscriberContext;
  private isClosed = false;

  constructor(context: SubscriberContext) {
    super();
    this.context = context;
  }

  override async publish(event: DomainEvent): Promise<void> {
    if (this.isClosed) throw new Error('The event bus is closed');
    const isDone = await this.track(this.deliver(event));
    if (!isDone) throw new Error('A subscriber has not handled the event yet');
  }

  override subscribe<Subject extends EventSubject>(
    subject: Subject,
    durableName: string,
    handler: EventHandler<Subject>,
  ): void {
    this.add(subscriberOf(subject, durableName, handler, this.context));
  }

  override subscribeAll(durableName: string, handler: (event: DomainEvent) => Promise<void>): void {
    this.add(new EventSubscriber(null, durableName, handler, this.context));
  }

  override async retry(event: DomainEvent, durableName: string): Promise<RetryOutcome> {
    if (this.isClosed) throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 5 } });
    const subscriber = this.subscribers.find((known) => known.durableName === durableName);
    if (!subscriber) return 'unknown';
    const done = new AbortController();
    const work = this.track(subscriber.retry(event)).finally(() => done.abort());
    const timeout = sleep(retryTimeoutMs, 'running' as const, { ref: false, signal: done.signal });
    return Promise.race([work.then((isHandled) => (isHandled ? 'handled' : 'failed')), timeout]);
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

  private add(subscriber: EventSubscriber): void {
    const { durableName } = subscriber;
    if (this.subscribers.some((known) => known.durableName === durableName)) {
      throw new Error(`Two event subscribers are named ${durableName}`);
    }
    this.subscribers.push(subscriber);
  }

  /** Closing waits for it. */
  private async track<Result>(work: Promise<Result>): Promise<Result> {
    this.running.add(work);
    try {
      return await work;
    } finally {
      this.running.delete(work);
    }
  }

  /** Whether all subscribers are done with it. */
  private async deliver(event: DomainEvent): Promise<boolean> {
    const attempt = (this.attempts.get(event.id) ?? 0) + 1;
    const own = this.subscribers.filter((subscriber) => subscriber.hears(event));
    const results = await Promise.all(own.map((subscriber) => subscriber.receive(event, attempt)));
    const isDone = results.every(Boolean);
    if (isDone) this.attempts.delete(event.id);
    else this.attempts.set(event.id, attempt);
    return isDone;
  }
}
