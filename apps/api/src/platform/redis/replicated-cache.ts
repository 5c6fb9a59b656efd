import type { InvalidationFeed } from '../invalidation/invalidation-feed.ts';
import type { Unsubscribe } from './key-value/key-value-store.ts';

/** How replicas tell each other at once that what they hold of a key is out of date. Any notice may get lost. */
export interface CacheNotices {
  publish(key: string): Promise<void>;
  subscribe(listener: (key: string) => void): Promise<Unsubscribe>;
}

export interface ReplicatedCacheOptions<Value> {
  /** The topic of its invalidations; unique in the process. */
  readonly name: string;
  /** How long a value may be kept; not what bounds its lag, which is `InvalidationFeed`'s. */
  readonly ttlMs: number;
  readonly maxEntries: number;
  /** The truth (Postgres); null when there is no such thing, which is never cached. */
  readonly load: (key: string) => Promise<Value | null>;
}

interface Entry<Value> {
  value: Value;
  expiresAtMs: number;
}

interface Loading<Value> {
  value: Promise<Value | null>;
  startedAtMs: number;
}

/** A load that began earlier may have read what has changed since: whoever comes later reads for themselves. */
const maxSharedLoadMs = 200;

/**
 * Memory → Postgres, for decisions about access. Other replicas are told of a change twice: at once by a notice through
 * Redis, which may get lost, and by the log in Postgres, which cannot. Memory is believed only while that log is
 * being read (see `InvalidationFeed`), so nothing is believed for longer than a second after the commit that ended it.
 * There is no copy in Redis: one that is written late, by a command that was stuck in a dead line, would outlive every notice.
 */
export class ReplicatedCache<Value> {
  private readonly memory = new Map<string, Entry<Value>>();
  private readonly loading = new Map<string, Loading<Value>>();
  private readonly unlisten: () => void;
  private unsubscribe: (() => Promise<void>) | undefined;

  constructor(
    private readonly notices: CacheNotices,
    private readonly feed: Pick<InvalidationFeed, 'listen' | 'isCurrent'>,
    private readonly options: ReplicatedCacheOptions<Value>,
  ) {
    this.unlisten = feed.listen(options.name, {
      forget: (key) => this.forget(key),
      forgetAll: () => this.forgetAll(),
    });
  }

  async start(): Promise<void> {
    // Without `onGap`: the log has what was missed.
    this.unsubscribe = await this.notices.subscribe((key) => this.forget(key));
  }

  async stop(): Promise<void> {
    this.unlisten();
    await this.unsubscribe?.();
  }

  /** @throws whatever `load` throws; a failing store never fails a read. */
  async get(key: string): Promise<Value | null> {
    const isCurrent = this.feed.isCurrent();
    const nowMs = performance.now();
    const entry = this.memory.get(key);
    if (entry && isCurrent && entry.expiresAtMs > nowMs) return entry.value;
    const underWay = this.loading.get(key);
    if (underWay && nowMs - underWay.startedAtMs <= maxSharedLoadMs) return underWay.value;
    return this.load(key, nowMs);
  }

  /** To be called after the change is committed. Resolves once other replicas have been told, if they can be now. */
  async invalidate(key: string): Promise<void> {
    this.forget(key);
    try {
      await this.notices.publish(key);
    } catch {
      // The log has it: other replicas are less than a second late.
    }
  }

  private load(key: string, startedAtMs: number): Promise<Value | null> {
    const loading: Loading<Value> = { startedAtMs, value: Promise.resolve(null) };
    const isLatest = () => this.loading.get(key) === loading;
    const read = async (): Promise<Value | null> => {
      try {
        const value = await this.options.load(key);
        if (value !== null && isLatest()) this.remember(key, value);
        return value;
      } finally {
        if (isLatest()) this.loading.delete(key);
      }
    };
    this.loading.set(key, loading);
    loading.value = read();
    return loading.value;
  }

  private remember(key: string, value: Value): void {
    this.memory.delete(key);
    if (this.memory.size >= this.options.maxEntries) {
      const oldest = this.memory.keys().next();
      if (!oldest.done) this.memory.delete(oldest.value);
    }
    this.memory.set(key, { value, expiresAtMs: performance.now() + this.options.ttlMs });
  }

  /** Also detaches a load that is under way: what it read may be older than the change. */
  private forget(key: string): void {
    this.memory.delete(key);
    this.loading.delete(key);
  }

  private forgetAll(): void {
    this.memory.clear();
    this.loading.clear();
  }
}
