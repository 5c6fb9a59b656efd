import type { Redis } from 'ioredis';
import type { Logger } from '../../observability/logger.ts';
import type { Listener, SubscribeOptions, Unsubscribe } from './key-value-store.ts';

interface Subscription {
  readonly listener: Listener;
  readonly onGap: (() => void) | undefined;
}

/** This ping detects a connection that died silently: listeners must learn that they may have missed something. */
const heartbeatMs = 5_000;
/** How long `subscribe` waits for the server's confirmation before it continues in the background. */
const settleMs = 500;

/** The listening side of `RedisKeyValueStore`, on a separate connection that the first subscription opens. */
export class RedisSubscriber {
  private readonly subscriptions = new Map<string, Set<Subscription>>();
  private readonly logger: Logger;
  private client: Redis | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private connections = 0;
  private isAttached = false;
  private readonly connect: () => Redis;

  constructor(connect: () => Redis, logger: Logger) {
    this.logger = logger;
    this.connect = connect;
  }

  async subscribe(channel: string, listener: Listener, options: SubscribeOptions = {}): Promise<Unsubscribe> {
    const subscription = { listener, onGap: options.onGap };
    const known = this.subscriptions.get(channel);
    if (known) known.add(subscription);
    else this.subscriptions.set(channel, new Set([subscription]));
    const client = (this.client ??= this.open());
    if (client.status === 'ready') await this.attach(client, [channel]);
    else await firstOf(client, ['attached', 'close']);
    return () => this.unsubscribe(channel, subscription);
  }

  /** False while messages may be missed. */
  isUp(): boolean {
    return this.client === undefined || this.isAttached;
  }

  close(): void {
    clearInterval(this.heartbeat);
    this.client?.disconnect();
    this.client = undefined;
    this.subscriptions.clear();
  }

  private open(): Redis {
    const client = this.connect();
    // The command connection reports outages; a second report would repeat it.
    client.on('error', () => undefined);
    client.on('close', () => {
      this.isAttached = false;
    });
    client.on('ready', () => void this.resume(client));
    client.on('message', (channel: string, message: string) => this.deliver(channel, message));
    this.heartbeat = setInterval(() => {
      if (client.status === 'ready') client.ping().catch(() => undefined);
    }, heartbeatMs).unref();
    return client;
  }

  private async resume(client: Redis): Promise<void> {
    const isReconnection = this.connections++ > 0;
    await this.attach(client, [...this.subscriptions.keys()]);
    if (client.status !== 'ready') return;
    this.isAttached = true;
    client.emit('attached');
    if (!isReconnection) return;
    for (const { onGap } of [...this.subscriptions.values()].flatMap((set) => [...set])) this.guard(() => onGap?.());
  }

  private async attach(client: Redis, channels: string[]): Promise<void> {
    if (channels.length === 0) return;
    try {
      await client.subscribe(...channels);
    } catch {
      // A connection that cannot subscribe is useless; the next one subscribes to everything.
      if (client.status === 'ready') client.disconnect(true);
    }
  }

  private async unsubscribe(channel: string, subscription: Subscription): Promise<void> {
    const subscriptions = this.subscriptions.get(channel);
    subscriptions?.delete(subscription);
    if (!subscriptions || subscriptions.size > 0) return;
    this.subscriptions.delete(channel);
    if (this.client?.status === 'ready') await this.client.unsubscribe(channel).catch(() => undefined);
  }

  private deliver(channel: string, message: string): void {
    for (const { listener } of [...(this.subscriptions.get(channel) ?? [])]) this.guard(() => listener(message));
  }

  private guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.logger.error({ event: 'kv.listener_failed', err: error });
    }
  }
}

function firstOf(client: Redis, events: string[]): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      for (const event of events) client.off(event, done);
      resolve();
    };
    const timer = setTimeout(done, settleMs);
    for (const event of events) client.on(event, done);
  });
}
