import { setTimeout as sleep } from 'node:timers/promises';
import { type JetStreamClient, jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { type DomainEvent, parseEvent } from '@pixelboxx/shared';
import { continueTrace } from '@pixelboxx/telemetry';
import type { Logger } from '../observability/logger.ts';
import { handlingDelayMs } from './event-bus.ts';
import type { EventSubscriber } from './event-subscriber.ts';
import { ackWaitMs, ensureConsumer } from './nats-stream.ts';

/** How long one pull for the next event waits; also the longest time in which a subscriber notices that NATS is back. */
const pullMs = 2_000;
const restDelayMs = 500;

export interface NatsSession {
  readonly connection: NatsConnection;
  readonly client: JetStreamClient;
}

interface SubscriptionOptions {
  readonly stream: string;
  readonly subject: string;
  readonly subscriber: EventSubscriber;
  readonly logger: Logger;
  /** The current connection; null while NATS cannot be reached. */
  readonly session: () => NatsSession | null;
}

/** One durable subscriber on JetStream: one event at a time, in order, whatever happens to NATS meanwhile. */
export class NatsSubscription {
  private readonly stopping = new AbortController();
  private readonly options: SubscriptionOptions;
  private readonly loop: Promise<void>;
  private handling: Promise<void> | undefined;

  constructor(options: SubscriptionOptions) {
    this.options = options;
    this.loop = this.run();
  }

  /** Accepts no further event; resolves when the one in progress is handled. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.handling;
  }

  /** Call it after the connection is closed, too, which ends a waiting pull. */
  async ended(): Promise<void> {
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.consume();
      } catch {
        // Gone, moved or deleted: start over.
        await sleep(restDelayMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }

  private async consume(): Promise<void> {
    const { stream, subject, subscriber } = this.options;
    const session = this.options.session();
    if (!session) throw new Error('NATS is not reachable');
    const manager = await jetstreamManager(session.connection, { timeout: pullMs });
    await ensureConsumer(manager, { stream, durable: subscriber.durableName, subject });
    const consumer = await session.client.consumers.get(stream, subscriber.durableName);
    while (!this.stopping.signal.aborted) {
      const message = await consumer.next({ expires: pullMs });
      if (!message) continue;
      this.handling = this.handle(message);
      await this.handling;
    }
  }

  private async handle(message: JsMsg): Promise<void> {
    // Received while stopping: it goes to another replica, or waits.
    if (this.stopping.signal.aborted) {
      message.nak();
      return;
    }
    const event = readEvent(message);
    if (!event) {
      this.options.logger.error({ event: 'event.unreadable', subject: message.subject, sequence: message.seq });
      message.term();
      return;
    }
    const attempt = message.info.deliveryCount;
    const heartbeat = setInterval(() => message.working(), ackWaitMs / 3);
    const isDone = await continueTrace(message.headers?.get('traceparent'), () =>
      this.options.subscriber.receive(event, attempt),
    ).finally(() => clearInterval(heartbeat));
    if (isDone) message.ack();
    else message.nak(handlingDelayMs(attempt));
  }
}

function readEvent(message: JsMsg): DomainEvent | null {
  try {
    return parseEvent(message.json());
  } catch {
    return null;
  }
}
