import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InvalidationListener } from '../invalidation/invalidation-feed.ts';
import { ReplicatedCache } from './replicated-cache.ts';

/** A cache over one value; the test controls everything around it. */
class Bench {
  truth = 0;
  loads = 0;
  isCurrent = true;
  isRedisUp = true;
  readonly pending: (() => void)[] = [];
  readonly notices: string[] = [];
  listener: InvalidationListener | undefined;
  readonly cache: ReplicatedCache<number>;

  constructor(readonly isSlow = false) {
    this.cache = new ReplicatedCache<number>(
      {
        publish: (key) => {
          if (!this.isRedisUp) return Promise.reject(new Error('away'));
          this.notices.push(key);
          return Promise.resolve();
        },
        subscribe: () => Promise.resolve(() => Promise.resolve()),
      },
      {
        listen: (_, listener) => {
          this.listener = listener;
          return () => undefined;
        },
        isCurrent: () => this.isCurrent,
      },
      { name: 'thing', ttlMs: 60_000, maxEntries: 2, load: () => this.load() },
    );
  }

  private async load(): Promise<number> {
    this.loads += 1;
    const read = this.truth;
    if (this.isSlow) await new Promise<void>((resolve) => this.pending.push(resolve));
    return read;
  }
}

describe('the replicated cache', () => {
  it('[C1] queries Postgres once for any number of requests while the log is being read', async () => {
    const bench = new Bench();
    for (let request = 0; request < 100; request += 1) expect(await bench.cache.get('key')).toBe(0);
    expect(bench.loads).toBe(1);
  });

  it('[C1] queries Postgres every time while the log is not being read, and uses its memory again afterwards', async () => {
    const bench = new Bench();
    await bench.cache.get('key');
    bench.isCurrent = false;
    bench.truth = 1;
    expect(await bench.cache.get('key')).toBe(1);
    expect(await bench.cache.get('key')).toBe(1);
    expect(bench.loads).toBe(3);
    bench.isCurrent = true;
    await bench.cache.get('key');
    expect(bench.loads).toBe(3);
  });

  it('[C1] does not fail a change if Redis is unavailable', async () => {
    const bench = new Bench();
    bench.isRedisUp = false;
    await bench.cache.invalidate('key');
    bench.isRedisUp = true;
    await bench.cache.invalidate('key');
    expect(bench.notices).toEqual(['key']);
  });

  it('is limited in the number of values', async () => {
    const bench = new Bench();
    for (const key of ['a', 'b', 'c', 'c', 'b', 'a']) await bench.cache.get(key);
    expect(bench.loads).toBe(4);
  });

  it('[C1] never serves a value that was invalidated before the request, in any order of events', async () => {
    const Event = fc.constantFrom('request', 'change', 'forget', 'forget all', 'answer', 'lapse', 'catch up');
    await fc.assert(
      fc.asyncProperty(fc.array(Event, { maxLength: 60 }), async (events) => {
        const bench = new Bench(true);
        /** The oldest value that a request made now may get: the one at the time of the last `forget`. */
        let oldest = 0;
        const responses: Promise<void>[] = [];
        for (const event of events) {
          if (event === 'change') bench.truth += 1;
          if (event === 'forget' || event === 'forget all') oldest = bench.truth;
          if (event === 'forget') bench.listener?.forget('key');
          if (event === 'forget all') bench.listener?.forgetAll();
          if (event === 'answer') bench.pending.shift()?.();
          if (event === 'lapse') bench.isCurrent = false;
          if (event === 'catch up') bench.isCurrent = true;
          const atLeast = oldest;
          if (event === 'request')
            responses.push(bench.cache.get('key').then((value) => expect(value).toBeGreaterThanOrEqual(atLeast)));
          await new Promise((resolve) => setImmediate(resolve));
        }
        for (const respond of bench.pending) respond();
        await Promise.all(responses);
      }),
      { seed: 1_128, numRuns: 300 },
    );
  });
});
