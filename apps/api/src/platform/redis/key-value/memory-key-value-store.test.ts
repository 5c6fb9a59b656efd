import { pollUntil } from '@pixelboxx/config/testing';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { MemoryKeyValueStore } from './memory-key-value-store.ts';

describe('the key-value store of one process', () => {
  const logger = pino({ level: 'silent' });
  let store: MemoryKeyValueStore;
  afterEach(() => store.close());

  it('stays within its size limit for any number of keys', async () => {
    store = new MemoryKeyValueStore({ logger, maxEntries: 100 });
    for (let index = 0; index < 1000; index += 1) {
      await store.set(`key:${index}`, 'x', { ttlMs: 60_000 });
      await store.take(`counter:${index}`, { limit: 1, windowMs: 60_000 });
    }
    expect(store.size).toBe(200);
    expect(await store.get('key:999')).toBe('x');
    expect(await store.get('key:0')).toBeNull();
  });

  it('frees the memory of expired entries without access to them', async () => {
    store = new MemoryKeyValueStore({ logger, sweepIntervalMs: 5 });
    await store.set('key', 'x', { ttlMs: 10 });
    await store.take('counter', { limit: 1, windowMs: 10 });
    await pollUntil('all is swept', () => store.size === 0);
  });

  it('never allows more than the limit in any window, for any pattern of calls', async () => {
    const call = fc.record({ waitMs: fc.nat({ max: 400 }), cost: fc.integer({ min: 1, max: 4 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(call, { maxLength: 120 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 1500 }),
        async (calls, limit, windowMs) => {
          let nowMs = 1_000_000;
          const own = new MemoryKeyValueStore({ logger, now: () => nowMs });
          const passed: { atMs: number; cost: number }[] = [];
          for (const { waitMs, cost } of calls) {
            nowMs += waitMs;
            const { allowed } = await own.take('key', { limit, windowMs, cost });
            if (allowed) passed.push({ atMs: nowMs, cost });
            const inWindow = passed.filter(({ atMs }) => atMs > nowMs - windowMs);
            expect(inWindow.reduce((sum, { cost: units }) => sum + units, 0)).toBeLessThanOrEqual(limit);
          }
          await own.close();
        },
      ),
      { seed: 20_261_128, numRuns: 200 },
    );
    store = new MemoryKeyValueStore({ logger });
  });

  it('allows a refused caller exactly after the stated time', async () => {
    let nowMs = 5_000;
    store = new MemoryKeyValueStore({ logger, now: () => nowMs });
    const policy = { limit: 3, windowMs: 1000 };
    for (let call = 0; call < 3; call += 1) {
      await store.take('key', policy);
      nowMs += 100;
    }
    const { allowed, resetMs } = await store.take('key', policy);
    expect(allowed).toBe(false);
    nowMs += resetMs - 1;
    expect((await store.take('key', policy)).allowed).toBe(false);
    nowMs += 1;
    expect((await store.take('key', policy)).allowed).toBe(true);
  });
});
