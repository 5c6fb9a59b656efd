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
 * Tells every replica, this one included, what it may want to know at once. At most once, and only those that run now: a
 * message can be lost, so nothing may depend on it but how soon something is seen. What must not be lost is an event
 * (`EventOutbox`).
 */
export class Broadcasts {
  private readonly reported = new Set<string>();

  constructor(
    private readonly store: Pick<KeyValueStore, 'publish' | 'subscribe'>,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  /** After the commit. Resolves when it is on its way, or lost because the store is away, which listeners learn by `onGap`. */
  async publish<Topic extends BroadcastTopic>(topic: Topic, data: BroadcastData<Topic>): Promise<void> {
    const message = JSON.stringify(broadcastSchemaOf(topic).parse(data));
    try {
      await this.store.publish(channelOf(topic), message);
    } catch (error) {
      if (!(error instanceof KeyValueStoreUnavailable)) throw error;
    }
  }

  /**
   * Never fails: while the store is away the subscription waits.
   * @param options `onGap`: messages may have been missed, so what was derived from them must be dropped or read anew
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

  /** Another release speaks otherwise, for as long as the two run side by side: one line tells as much as thousands. */
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
