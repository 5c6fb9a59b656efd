import type { Clock } from '@pixelboxx/node-kit';
import type { InvalidationFeed } from '../../invalidation/invalidation-feed.ts';
import { parseObjectKey } from '../object-key.ts';
import type { ObjectWithBody } from '../object-storage.ts';

export interface CachedObject extends ObjectWithBody {
  readonly body: Buffer;
}

/** The result of `ObjectCache.watch`, taken before the store is asked. */
export interface Watch {
  readonly forgotten: number;
  readonly sinceMs: number;
}

interface Entry {
  readonly object: CachedObject;
  readonly contentHash: string;
  readonly sinceMs: number;
}

/** In `cache_invalidations`; the key is the content's hash. */
export const objectTopic = 'object';

/** Larger ones are left to the store. */
const maxObjectBytes = 1024 * 1024;

/**
 * Bounds the case of a removal whose process died before its commit, and so announced nothing. The next attempt announces it,
 * usually within seconds; no entry is trusted for longer than this in any case.
 */
const freshMs = 30_000;

/**
 * Small public objects in the memory of this process; the least recently used are evicted first. The invalidation log reports
 * what other processes removed, because each removal writes to it in its own transaction: while this process does not know
 * that log's current position, no entry is used. So no replica serves a removed object a second later.
 */
export class ObjectCache {
  readonly #maxBytes: number;
  readonly #clock: Clock;
  readonly #feed: Pick<InvalidationFeed, 'isCurrent'>;
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;
  /** Incremented by each invalidation, so that a read that began earlier cannot bring the bytes back. */
  #forgotten = 0;

  constructor(maxBytes: number, clock: Clock, feed: Pick<InvalidationFeed, 'isCurrent' | 'listen'>) {
    this.#maxBytes = maxBytes;
    this.#clock = clock;
    this.#feed = feed;
    feed.listen(objectTopic, {
      forget: (contentHash) => this.#forgetContent(contentHash),
      forgetAll: () => this.#forgetAll(),
    });
  }

  /** Bytes of all objects held. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): CachedObject | undefined {
    const entry = this.#entries.get(key);
    if (!entry || !this.#feed.isCurrent()) return undefined;
    if (!this.#clock.isWithin(freshMs, entry.sinceMs)) {
      this.#drop(key);
      return undefined;
    }
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.object;
  }

  /** Call it before asking the store for an object that may be cached; null if nothing may be cached now. */
  watch(): Watch | null {
    // No later reading reports removals from before the log was first read: only the store knows of them.
    return this.#feed.isCurrent() ? { forgotten: this.#forgotten, sinceMs: this.#clock.nowMs() } : null;
  }

  /** Whether an object may be cached. A private one never is. */
  takes(key: string, size: number): boolean {
    return size <= Math.min(maxObjectBytes, this.#maxBytes) && key.startsWith('public/');
  }

  /** Caches the object, unless anything was invalidated since the store was asked. */
  remember(key: string, object: CachedObject, { forgotten, sinceMs }: Watch): void {
    const contentHash = parseObjectKey(key)?.contentHash;
    if (forgotten !== this.#forgotten || contentHash === undefined || !this.takes(key, object.body.length)) return;
    this.#drop(key);
    this.#entries.set(key, { object, contentHash, sinceMs });
    this.#bytes += object.body.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#drop(oldest);
    }
  }

  forget(keys: readonly string[]): void {
    this.#forgotten += 1;
    for (const key of keys) this.#drop(key);
  }

  #forgetContent(contentHash: string): void {
    this.forget([...this.#entries].filter(([, entry]) => entry.contentHash === contentHash).map(([key]) => key));
  }

  #forgetAll(): void {
    this.forget([...this.#entries.keys()]);
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.object.body.length;
  }
}
