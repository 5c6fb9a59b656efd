import type { KeyValueStore } from './key-value-store.ts';

export interface ReplicatedCacheOptions<Value> {
  /** Prefix of keys and name of the notices; unique in the process. */
  readonly name: string;
  /** How long a replica may answer from its own memory: the bound on staleness should a notice get lost. */
  readonly memoryTtlMs: number;
  /** How long the shared copy may serve. */
  readonly storeTtlMs: number;
  readonly maxEntries: number;
  /** The truth (Postgres); null when there is no such thing, which is never cached. */
  readonly load: (key: string) => Promise<Value | null>;
  readonly parse: (json: unknown) => Value;
}

interface Entry<Value> {
  value: Value;
  expiresAtMs: number;
}

/** Shared in place of a value that has just been invalidated: nobody may store an older one for as long as it stands. */
const barrier = '!';
const barrierTtlMs = 20_000;

/**
 * Memory → key-value store → Postgres, with invalidation that every replica hears. Built for decisions about access, so
 * it fails towards the truth: while the store is away (a notice could be missed) memory is not trusted, and a value
 * that was being loaded while it was invalidated is not kept anywhere.
 */
export class ReplicatedCache<Value> {
  private readonly memory = new Map<string, Entry<Value>>();
  private readonly loading = new Map<string, Promise<Value | null>>();
  private unsubscribe: (() => Promise<void>) | undefined;

  constructor(
    private readonly store: KeyValueStore,
    private readonly options: ReplicatedCacheOptions<Value>,
  ) {}

  async start(): Promise<void> {
    this.unsubscribe = await this.store.subscribe(this.options.name, (key) => this.forget(key), {
      onGap: () => this.forgetAll(),
    });
  }

  async stop(): Promise<void> {
    await this.unsubscribe?.();
  }

  /** @throws whatever `load` throws; a failing store never fails a read. */
  async get(key: string): Promise<Value | null> {
    const entry = this.memory.get(key);
    if (entry && this.store.isUp() && entry.expiresAtMs > performance.now()) return entry.value;
    const underWay = this.loading.get(key);
    if (underWay) return underWay;
    const loading: Promise<Value | null> = this.fetch(key, () => this.loading.get(key) === loading).finally(() => {
      if (this.loading.get(key) === loading) this.loading.delete(key);
    });
    this.loading.set(key, loading);
    return loading;
  }

  /** To be called after the change is committed. Resolves once other replicas have been told, if they can be. */
  async invalidate(key: string): Promise<void> {
    this.forget(key);
    try {
      await this.store.set(this.storeKey(key), barrier, { ttlMs: barrierTtlMs });
      await this.store.publish(this.options.name, key);
    } catch {
      // The store is away: no replica trusts its memory now, so all of them read the truth.
    }
  }

  private async fetch(key: string, isCurrent: () => boolean): Promise<Value | null> {
    const shared = await this.readShared(key);
    if (shared.value !== null) return this.remember(key, shared.value, isCurrent);
    const value = await this.options.load(key);
    if (value === null) return null;
    if (shared.mayStore && isCurrent()) await this.writeShared(key, value);
    return this.remember(key, value, isCurrent);
  }

  private async readShared(key: string): Promise<{ value: Value | null; mayStore: boolean }> {
    try {
      const text = await this.store.get(this.storeKey(key));
      if (text === null) return { value: null, mayStore: true };
      if (text === barrier) return { value: null, mayStore: false };
      return { value: this.options.parse(JSON.parse(text)), mayStore: false };
    } catch {
      return { value: null, mayStore: false };
    }
  }

  private async writeShared(key: string, value: Value): Promise<void> {
    try {
      await this.store.setIfAbsent(this.storeKey(key), JSON.stringify(value), { ttlMs: this.options.storeTtlMs });
    } catch {
      // Only speed is lost.
    }
  }

  private remember(key: string, value: Value, isCurrent: () => boolean): Value {
    if (!isCurrent()) return value;
    this.memory.delete(key);
    if (this.memory.size >= this.options.maxEntries) {
      const oldest = this.memory.keys().next();
      if (!oldest.done) this.memory.delete(oldest.value);
    }
    this.memory.set(key, { value, expiresAtMs: performance.now() + this.options.memoryTtlMs });
    return value;
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

  private storeKey(key: string): string {
    return `${this.options.name}:${key}`;
  }
}
