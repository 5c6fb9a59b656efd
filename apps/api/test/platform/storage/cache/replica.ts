import type { InvalidationListener } from '../../../../src/platform/invalidation/invalidation-feed.ts';
import { CachedObjectStorage } from '../../../../src/platform/storage/cache/cached-object-storage.ts';
import { ObjectCache } from '../../../../src/platform/storage/cache/object-cache.ts';
import type { ObjectStorage } from '../../../../src/platform/storage/object-storage.ts';
import type { ManualClock } from '../../../support/time/manual-clock.ts';

/** As `usualFeed` has it. */
export const maxLagMs = 750;

/** What removals wrote, in the order of their commits, as the database has it. */
export class FakeLog {
  readonly committed: string[] = [];

  commit(contentHash: string): void {
    this.committed.push(contentHash);
  }
}

/** A process with a cache, which learns from the log when it is told to read. */
export class CachingReplica {
  readonly storage: CachedObjectStorage;
  readonly cache: ObjectCache;
  readonly #log: FakeLog;
  readonly #clock: ManualClock;
  readonly #listeners: InvalidationListener[] = [];
  #readTo: number | null = null;
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(store: ObjectStorage, log: FakeLog, clock: ManualClock, maxBytes = 2 ** 25) {
    this.#log = log;
    this.#clock = clock;
    this.cache = new ObjectCache(maxBytes, clock, {
      isCurrent: () => clock.nowMs() - this.#readAtMs <= maxLagMs,
      listen: (_topic, listener) => {
        this.#listeners.push(listener);
        return () => undefined;
      },
    });
    this.storage = new CachedObjectStorage(store, this.cache);
  }

  /** One reading. The first says only where the log stands. */
  read(): void {
    const changed = this.#readTo === null ? [] : this.#log.committed.slice(this.#readTo);
    for (const contentHash of changed) for (const { forget } of this.#listeners) forget(contentHash);
    this.#readTo = this.#log.committed.length;
    this.#readAtMs = this.#clock.nowMs();
  }

  /** As after a gap in which rows may have gone unread. */
  readAnew(): void {
    for (const { forgetAll } of this.#listeners) forgetAll();
    this.read();
  }
}
