import { setTimeout as sleep } from 'node:timers/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import {
  connect,
  headers,
  type MsgHdrs,
  type NatsConnection,
  type NodeConnectionOptions,
} from '@nats-io/transport-node';
import type { DomainEvent, EventSubject } from '@pixelboxx/shared';
import { traceparent } from '@pixelboxx/telemetry';
import { AppError } from '../errors/app-error.ts';
import { type BusListener, EventBus, type EventHandler, type RetryOutcome } from './event-bus.ts';
import { EventSubscriber, type SubscriberContext, subscriberOf } from './event-subscriber.ts';
import { NatsRetries } from './nats-retries.ts';
import { ensureStream } from './nats-stream.ts';
import { type NatsSession, NatsSubscription } from './nats-subscription.ts';
import { parseNatsUrl } from './nats-url.ts';

interface NatsBusOptions extends SubscriberContext {
  readonly url: string;
  /** Names the stream and, in lower case, its subjects, so that one NATS can serve several installations. */
  readonly streamName?: string;
}

const requestTimeoutMs = 3_000;
const restDelayMs = 500;
const stopTimeoutMs = 10_000;

/** NATS JetStream. If it is absent at boot, killed, or down for hours, the process keeps running and reconnects indefinitely. */
export class NatsEventBus extends EventBus {
  private readonly options: NatsBusOptions;
  private readonly streamName: string;
  private readonly listeners: BusListener[] = [];
  private readonly subscriptions: NatsSubscription[] = [];
  private readonly retries: NatsRetries;
  private readonly stopping = new AbortController();
  private readonly connecting: Promise<void>;
  private session: NatsSession | undefined;
  private preparing: Promise<void> | undefined;
  private isReady = false;

  constructor(options: NatsBusOptions) {
    super();
    this.options = options;
    this.streamName = options.streamName ?? 'PIXELBOXX';
    this.retries = new NatsRetries(`${this.streamName.toLowerCase()}-retry`);
    this.connecting = this.connect(connectionOptions(options.url));
  }

  override async publish(event: DomainEvent): Promise<void> {
    if (!this.session || !this.isReady) throw new Error('NATS is not reachable');
    // JetStream drops a second message with the same id while it remembers the first (`duplicate_window`).
    const options = { msgID: event.id, timeout: requestTimeoutMs, retries: 1, ...traceHeaders() };
    try {
      await this.session.client.publish(this.subjectOf(event.subject), JSON.stringify(event), options);
    } catch (error) {
      // No response despite a connection: paused, or the stream is gone.
      void this.prepare();
      throw error;
    }
  }

  override subscribe<Subject extends EventSubject>(
    subject: Subject,
    durableName: string,
    handler: EventHandler<Subject>,
  ): void {
    this.follow(subject, subscriberOf(subject, durableName, handler, this.options));
  }

  override subscribeAll(durableName: string, handler: (event: DomainEvent) => Promise<void>): void {
    this.follow('>', new EventSubscriber(null, durableName, handler, this.options));
  }

  private follow(subject: string, subscriber: EventSubscriber): void {
    this.retries.add(subscriber);
    const subscription = new NatsSubscription({
      stream: this.streamName,
      subject: this.subjectOf(subject),
      subscriber,
      logger: this.options.logger,
      session: () => (this.isReady ? (this.session ?? null) : null),
    });
    this.subscriptions.push(subscription);
  }

  override async retry(event: DomainEvent, durableName: string): Promise<RetryOutcome> {
    if (!this.session || !this.isReady) {
      throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 5 } });
    }
    return this.retries.request(this.session.connection, event, durableName);
  }

  override listen(listener: BusListener): void {
    this.listeners.push(listener);
    if (this.isReady) listener.onUp();
  }

  override isUp(): boolean {
    return this.isReady;
  }

  override async close(): Promise<void> {
    this.isReady = false;
    this.stopping.abort();
    const timeout = sleep(stopTimeoutMs, undefined, { ref: false });
    await Promise.race([
      Promise.all([this.retries.stop(), ...this.subscriptions.map((subscription) => subscription.stop())]),
      timeout,
    ]);
    const connection = this.session?.connection;
    // Acknowledgements may still be in the socket's buffer.
    await Promise.race([connection?.flush().catch(() => undefined), sleep(restDelayMs, undefined, { ref: false })]);
    await connection?.close();
    const ended = this.subscriptions.map((subscription) => subscription.ended());
    await Promise.race([Promise.all([this.connecting, ...ended]), timeout]);
  }

  private subjectOf(subject: string): string {
    return `${this.streamName.toLowerCase()}.${subject}`;
  }

  /** The library restores a connection once it had one; the first must be retried until it succeeds. */
  private async connect(options: NodeConnectionOptions): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        const connection = await connect(options);
        this.session = { connection, client: jetstream(connection, { timeout: requestTimeoutMs }) };
        this.retries.follow(connection);
        void this.prepare();
        await this.watch(connection);
      } catch {
        // Not there yet.
      }
      this.isReady = false;
      await this.rest();
    }
  }

  /** Ends with the connection. */
  private async watch(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'reconnect') void this.prepare();
      if (type === 'disconnect') this.lose(new Error('The connection was lost'));
    }
  }

  /** Logged once per outage. */
  private lose(cause: unknown): void {
    if (this.isReady) this.options.logger.warn({ event: 'nats.down', err: cause });
    this.isReady = false;
  }

  /** After every connection: a NATS that lost its disk comes back without the stream. */
  private async prepare(): Promise<void> {
    this.preparing ??= this.prepareOnce();
    await this.preparing;
    this.preparing = undefined;
  }

  private async prepareOnce(): Promise<void> {
    const connection = this.session?.connection;
    while (connection && !connection.isClosed() && !this.stopping.signal.aborted) {
      try {
        const manager = await jetstreamManager(connection, { timeout: requestTimeoutMs });
        this.welcome(await ensureStream(manager, this.streamName, `${this.streamName.toLowerCase()}.>`));
        return;
      } catch (error) {
        this.lose(error);
        await this.rest();
      }
    }
  }

  private welcome(isNewStream: boolean): void {
    if (!this.isReady) this.options.logger.info({ event: 'nats.up' });
    this.isReady = true;
    for (const listener of this.listeners) {
      if (isNewStream) listener.onForgotten();
      listener.onUp();
    }
  }

  private async rest(): Promise<void> {
    await sleep(restDelayMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

/** The handler, also one in another service, continues the trace of the publisher. */
function traceHeaders(): { headers?: MsgHdrs } {
  const parent = traceparent();
  if (parent === undefined) return {};
  const carrier = headers();
  carrier.set('traceparent', parent);
  return { headers: carrier };
}

function connectionOptions(url: string): NodeConnectionOptions {
  const { servers, isTls, user, pass, token } = parseNatsUrl(url);
  return {
    servers,
    ...(user ? { user } : {}),
    ...(pass ? { pass } : {}),
    ...(token ? { token } : {}),
    ...(isTls ? { tls: {} } : {}),
    name: 'pixelboxx-api',
    timeout: 2_000,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    reconnectJitter: 500,
    // Credentials can be fixed on the server while this process runs.
    ignoreAuthErrorAbort: true,
    // A paused server is noticed after two unanswered pings.
    pingInterval: 5_000,
    maxPingOut: 2,
  };
}
