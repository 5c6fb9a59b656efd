import type { Logger } from '../../observability/logger.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { withDeadline } from './deadline.ts';
import {
  KeyValueStore,
  KeyValueStoreUnavailable,
  type Listener,
  type SubscribeOptions,
  type TakeRequest,
  type TakeResult,
  type Unsubscribe,
} from './key-value-store.ts';
import { connectForCommands, connectForMessages, type RedisClient } from './redis-connection.ts';
import { RedisSubscriber } from './redis-subscriber.ts';
import { parseRedisUrl } from './redis-url.ts';
import { sliceMsOf } from './sliding-window.ts';

interface RedisStoreOptions {
  readonly url: string;
  readonly logger: Logger;
  /** Prefix of every key and channel, so that one Redis can serve several installations. */
  readonly keyPrefix?: string;
  /** How long a call may take before the server counts as gone. */
  readonly commandTimeoutMs: number;
}

/** Redis, single, TLS or cluster (see `parseRedisUrl`). If it is gone, one call takes `commandTimeoutMs`, and later ones fail at once. */
export class RedisKeyValueStore extends KeyValueStore {
  private readonly client: RedisClient;
  private readonly subscriber: RedisSubscriber;
  private readonly breaker: CircuitBreaker;
  private readonly prefix: string;
  private readonly commandTimeoutMs: number;
  private readonly logger: Logger;

  constructor({ url, logger, keyPrefix = 'pixelboxx:', commandTimeoutMs }: RedisStoreOptions) {
    super();
    this.logger = logger;
    const endpoint = parseRedisUrl(url);
    this.prefix = keyPrefix;
    this.commandTimeoutMs = commandTimeoutMs;
    this.client = connectForCommands(endpoint);
    this.subscriber = new RedisSubscriber(() => connectForMessages(endpoint), logger);
    this.breaker = new CircuitBreaker({
      probe: () => this.probe(),
      onChange: (isClosed, cause) => this.report(isClosed, cause),
    });
    this.watch();
  }

  override get(key: string): Promise<string | null> {
    return this.run(() => this.client.get(this.prefix + key));
  }

  override async set(key: string, value: string, { ttlMs }: { ttlMs: number }): Promise<void> {
    await this.run(() => this.client.set(this.prefix + key, value, 'PX', wholeMs(ttlMs)));
  }

  /** One command per key, sent together: on a cluster they go to different nodes. */
  override async delete(keys: readonly string[]): Promise<void> {
    await this.run(() => Promise.all(keys.map((key) => this.client.unlink(this.prefix + key))));
  }

  override async setIfAbsent(key: string, value: string, { ttlMs }: { ttlMs: number }): Promise<boolean> {
    return (await this.run(() => this.client.set(this.prefix + key, value, 'PX', wholeMs(ttlMs), 'NX'))) === 'OK';
  }

  override async take(key: string, { limit, windowMs, cost = 1 }: TakeRequest): Promise<TakeResult> {
    const windowKey = `${this.prefix}take:${windowMs}:${key}`;
    const [allowed, remaining, resetMs] = await this.run(() =>
      this.client.takeFromWindow(windowKey, limit, windowMs, sliceMsOf(windowMs), cost),
    );
    return { allowed: allowed === 1, limit, remaining, resetMs };
  }

  override async join(group: string, member: string, { ttlMs }: { ttlMs: number }): Promise<void> {
    await this.run(() => this.client.joinGroup(this.groupKey(group), member, wholeMs(ttlMs)));
  }

  override async leave(group: string, member: string): Promise<void> {
    await this.run(() => this.client.zrem(this.groupKey(group), member));
  }

  /** One command per group, sent together, as in `delete`. */
  override membersOf(groups: readonly string[]): Promise<string[][]> {
    return this.run(() => Promise.all(groups.map((group) => this.client.groupMembers(this.groupKey(group)))));
  }

  override async publish(channel: string, message: string): Promise<void> {
    await this.run(() => this.client.publish(this.prefix + channel, message));
  }

  override subscribe(channel: string, listener: Listener, options?: SubscribeOptions): Promise<Unsubscribe> {
    return this.subscriber.subscribe(this.prefix + channel, listener, options);
  }

  override async ping(): Promise<void> {
    await this.run(() => this.client.ping());
  }

  override isUp(): boolean {
    return this.breaker.isClosed && this.subscriber.isUp();
  }

  override close(): Promise<void> {
    this.breaker.dispose();
    this.subscriber.close();
    this.client.disconnect();
    return Promise.resolve();
  }

  private groupKey(group: string): string {
    return `${this.prefix}group:${group}`;
  }

  private async run<Reply>(command: () => Promise<Reply>): Promise<Reply> {
    if (!this.breaker.isClosed) throw new KeyValueStoreUnavailable(this.breaker.cause);
    try {
      return await withDeadline(command(), this.commandTimeoutMs);
    } catch (cause) {
      // A server that refuses one command (out of memory, wrong type) is alive.
      if (!isRefusal(cause)) this.breaker.trip(cause);
      throw new KeyValueStoreUnavailable(cause);
    }
  }

  private async probe(): Promise<void> {
    if (this.client.status !== 'ready') throw this.breaker.cause;
    await withDeadline(this.client.ping(), this.commandTimeoutMs);
  }

  private watch(): void {
    // Without a listener, an 'error' event would end the process.
    this.client.on('error', (error: Error) => this.breaker.trip(error));
    this.client.on('node error', () => undefined);
    this.client.on('close', () => this.breaker.trip(new Error('The connection was lost')));
    this.client.on('ready', () => void this.breaker.recheck());
  }

  private report(isClosed: boolean, cause: unknown): void {
    if (isClosed) this.logger.info({ event: 'redis.up' });
    else this.logger.warn({ event: 'redis.down', reason: cause instanceof Error ? cause.message : String(cause) });
  }
}

/** Redis refuses fractions and zero. */
function wholeMs(ms: number): number {
  return Math.max(1, Math.round(ms));
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}
