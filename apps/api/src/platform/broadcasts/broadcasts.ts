import { type BroadcastData, broadcastSchemaOf, type BroadcastTopic } from '@pixelboxx/shared';
import type { Logger } from '../observability/logger.ts';
import {
  type KeyValueStore,
  KeyValueStoreUnavailable,
  type SubscribeOptions,
  type Unsubscribe,
} from '../redis/key-value/key-value-store.ts';

const channelOf = (topic: BroadcastTopic): string => `broadcast:${topic}`;

/**
 * Notifies all replicas that run now, this one included. Delivery is at most once: a message can be lost, so nothing may
 * depend on it except how soon something is noticed. What must not be lost is an event (`EventOutbox`).
 */
export class Broadcasts {
  private readonly reported = new Set<string>();

  constructor(
    private readonly store: Pick<KeyValueStore, 'publish' | 'subscribe'>,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  /** Call after the commit. Resolves when the message is sent, or lost because the store is down; listeners then get `onGap`. */
  async publish<Topic extends BroadcastTopic>(topic: Topic, data: BroadcastData<Topic>): Promise<void> {
    const message = JSON.stringify(broadcastSchemaOf(topic).parse(data));
    try {
      await this.store.publish(channelOf(topic), message);
    } catch (error) {
      if (!(error instanceof KeyValueStoreUnavailable)) throw error;
    }
  }

  /**
   * Never fails: while the store is down the subscription waits.
   * @param options `onGap`: messages may have been missed, so what was derived from them must be dropped or read again
   */
  subscribe<Topic extends BroadcastTopic>(
    topic: Topic,
    listener: (data: BroadcastData<Topic>) => void,
    options?: SubscribeOptions,
  ): Promise<Unsubscribe> {
    const schema = broadcastSchemaOf(topic);
    return this.store.subscribe(
      channelOf(topic),
      (message) => {
        const data = schema.safeParse(parseJson(message));
        if (data.success) listener(data.data);
        else this.report(topic);
      },
      options,
    );
  }

  /** Another release may send another format while both run side by side: one log line says as much as thousands. */
  private report(topic: BroadcastTopic): void {
    if (this.reported.has(topic)) return;
    this.reported.add(topic);
    this.logger.warn({ event: 'broadcast.unreadable', topic });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
