import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Cache } from './cache.ts';
import { KeyValueStoreUnavailable } from './key-value/key-value-store.ts';
import { MemoryKeyValueStore } from './key-value/memory-key-value-store.ts';

class FailingStore extends MemoryKeyValueStore {
  isAway = false;

  override async get(key: string): Promise<string | null> {
    if (this.isAway) throw new KeyValueStoreUnavailable(new Error('away'));
    return super.get(key);
  }

  override async set(key: string, value: string, options: { ttlMs: number }): Promise<void> {
    if (this.isAway) throw new KeyValueStoreUnavailable(new Error('away'));
    return super.set(key, value, options);
  }
}

describe('the cache', () => {
  let store: FailingStore;
  let cache: Cache;
  let loads: number;
  const options = { ttlMs: 60_000, schema: z.number() };
  const load = () => Promise.resolve((loads += 1));

  beforeEach(() => {
    store = new FailingStore({ logger: pino({ level: 'silent' }) });
    cache = new Cache(store);
    loads = 0;
  });
  afterEach(() => store.close());

  it('loads once and then remembers, also for another replica', async () => {
    expect(await cache.getOrLoad('user:1', options, load)).toBe(1);
    expect(await cache.getOrLoad('user:1', options, load)).toBe(1);
    expect(await new Cache(store).getOrLoad('user:1', options, load)).toBe(1);
  });

  it('loads a key once for any number of simultaneous requests', async () => {
    const values = await Promise.all(Array.from({ length: 50 }, () => cache.getOrLoad('user:1', options, load)));
    expect(new Set(values)).toEqual(new Set([1]));
    expect(loads).toBe(1);
  });

  it('does not cache a failure', async () => {
    const failing = () => cache.getOrLoad('user:1', options, () => Promise.reject(new Error('no')));
    await expect(failing()).rejects.toThrow('no');
    expect(await cache.getOrLoad('user:1', options, load)).toBe(1);
  });

  it('drops exactly the entries with a tag', async () => {
    await cache.getOrLoad('a', { ...options, tags: ['red', 'round'] }, load);
    await cache.getOrLoad('b', { ...options, tags: ['red'] }, load);
    await cache.getOrLoad('c', options, load);
    await cache.invalidateTag('round');
    expect(await cache.getOrLoad('a', { ...options, tags: ['red', 'round'] }, load)).toBe(4);
    expect(await cache.getOrLoad('b', { ...options, tags: ['red'] }, load)).toBe(2);
    expect(await cache.getOrLoad('c', options, load)).toBe(3);
  });

  it('drops a path and all below it, but not similarly named ones', async () => {
    await cache.getOrLoad('user:42', options, load);
    await cache.getOrLoad('user:42:profile', options, load);
    await cache.getOrLoad('user:421', options, load);
    await cache.invalidatePrefix('user:42');
    expect(await cache.getOrLoad('user:42', options, load)).toBe(4);
    expect(await cache.getOrLoad('user:42:profile', options, load)).toBe(5);
    expect(await cache.getOrLoad('user:421', options, load)).toBe(3);
  });

  it('never serves a value whose loading began before the invalidation', async () => {
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const old = cache.getOrLoad('user:1', options, async () => {
      started.resolve();
      await gate.promise;
      return -1;
    });
    await started.promise;
    await new Cache(store).invalidatePrefix('user:1');
    gate.resolve();
    await old;
    expect(await cache.getOrLoad('user:1', options, load)).toBe(1);
  });

  it('does not let a caller after the invalidation join a load from before it', async () => {
    const gate = Promise.withResolvers<number>();
    const old = cache.getOrLoad('user:1', options, () => gate.promise);
    await cache.invalidatePrefix('user:1');
    const fresh = cache.getOrLoad('user:1', options, load);
    gate.resolve(-1);
    expect(await old).toBe(-1);
    expect(await fresh).toBe(1);
    expect(await cache.getOrLoad('user:1', options, load)).toBe(1);
  });

  it('treats a value of another shape, from another release, as absent', async () => {
    await cache.getOrLoad('user:1', { ttlMs: 60_000, schema: z.string() }, () => Promise.resolve('text'));
    expect(await cache.getOrLoad('user:1', options, load)).toBe(1);
  });

  it('loads every time while the store is unavailable, and applies missed invalidations when it is back', async () => {
    await cache.getOrLoad('user:1', options, load);
    store.isAway = true;
    expect(await cache.getOrLoad('user:1', options, load)).toBe(2);
    await cache.invalidatePrefix('user:1');
    store.isAway = false;
    expect(await cache.getOrLoad('user:1', options, load)).toBe(3);
  });
});
