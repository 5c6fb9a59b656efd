import { errors, type Msg, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { type DomainEvent, parseEvent } from '@pixelboxx/shared';
import { AppError } from '../errors/app-error.ts';
import { type RetryOutcome, retryTimeoutMs } from './event-bus.ts';
import type { EventSubscriber } from './event-subscriber.ts';

/**
 * Further attempts at dead events: a request to the subscriber's own subject, to which one of the processes that have
 * it responds. It does not use the stream, where every other subscriber would receive the event again. It need not be
 * durable: the row of the dead event stays until an attempt succeeds, so a lost message loses nothing.
 */
export class NatsRetries {
  private readonly prefix: string;
  private readonly subscribers: EventSubscriber[] = [];
  private readonly running = new Set<Promise<unknown>>();
  private subscriptions: Subscription[] = [];
  private connection: NatsConnection | undefined;

  /** @param prefix outside of the stream's subjects */
  constructor(prefix: string) {
    this.prefix = prefix;
  }

  add(subscriber: EventSubscriber): void {
    this.subscribers.push(subscriber);
    if (this.connection) this.listen(this.connection, subscriber);
  }

  /** The library subscribes again when this connection is lost and restored. */
  follow(connection: NatsConnection): void {
    this.connection = connection;
    this.subscriptions = [];
    for (const subscriber of this.subscribers) this.listen(connection, subscriber);
  }

  /** Accepts no further attempt; resolves when the running ones are done. */
  async stop(): Promise<void> {
    this.connection = undefined;
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    await Promise.allSettled(this.running);
  }

  /** @throws AppError SERVICE_UNAVAILABLE when the connection is lost meanwhile */
  async request(connection: NatsConnection, event: DomainEvent, durableName: string): Promise<RetryOutcome> {
    try {
      const options = { timeout: retryTimeoutMs };
      const response = await connection.request(this.subjectOf(durableName), JSON.stringify(event), options);
      return response.string() === 'handled' ? 'handled' : 'failed';
    } catch (error) {
      if (error instanceof errors.TimeoutError) return 'running';
      if (error instanceof errors.NoRespondersError) return 'unknown';
      if (error instanceof errors.RequestError && error.isNoResponders()) return 'unknown';
      throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 5 }, cause: error });
    }
  }

  private listen(connection: NatsConnection, subscriber: EventSubscriber): void {
    const { durableName } = subscriber;
    const callback = (error: Error | null, message: Msg) => {
      if (!error) this.track(this.respond(message, subscriber));
    };
    this.subscriptions.push(connection.subscribe(this.subjectOf(durableName), { queue: durableName, callback }));
  }

  private async respond(message: Msg, subscriber: EventSubscriber): Promise<void> {
    const isHandled = await subscriber.retry(parseEvent(message.json()));
    message.respond(isHandled ? 'handled' : 'failed');
  }

  private track(work: Promise<void>): void {
    // A message that is not an event gets no response: only we publish here, and the requester notices the timeout.
    const settled = work.catch(() => undefined).finally(() => this.running.delete(settled));
    this.running.add(settled);
  }

  private subjectOf(durableName: string): string {
    return `${this.prefix}.${durableName}`;
  }
}
