import type { InvalidationFeed } from '../invalidation/invalidation-feed.ts';
import type { Unsubscribe } from './key-value/key-value-store.ts';

/** Notifies other replicas at once that their value of a key is out of date. Any notice may be lost. */
export interface CacheNotices {
  publish(key: string): Promise<void>;
  subscribe(listener: (key: string) => void): Promise<Unsubscribe>;
}

export interface ReplicatedCacheOptions<Value> {
  /** The topic of its invalidations; unique in the process. */
  readonly name: string;
  /** How long a value may be kept; its lag is bounded by `InvalidationFeed` instead. */
  readonly ttlMs: number;
  readonly maxEntries: number;
  /** Reads the source of truth (Postgres); null if it does not exist, which is never cached. */
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

/** An older load may have read a value that has changed since: later callers load again. */
const maxSharedLoadMs = 200;

/**
 * Memory → Postgres, for decisions about access. Other replicas learn of a change in two ways: at once from a notice through
 * Redis, which may get lost, and from the log in Postgres, which cannot. Memory is trusted only while that log is being read
 * (see `InvalidationFeed`), so no value is used for longer than a second after the commit that changed it. There is no copy in
 * Redis: a copy written late, by a command stuck in a dead connection, would outlive every notice.
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
    // Without `onGap`: the log contains whatever was missed.
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

  /** Call it after the change is committed. Resolves once other replicas have been notified, if that is possible now. */
  async invalidate(key: string): Promise<void> {
    this.forget(key);
    try {
      await this.notices.publish(key);
    } catch {
      // The log contains it: other replicas are less than a second late.
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

  /** Also detaches a running load: what it read may be older than the change. */
  private forget(key: string): void {
    this.memory.delete(key);
    this.loading.delete(key);
  }

  private forgetAll(): void {
    this.memory.clear();
    this.loading.clear();
  }
}
