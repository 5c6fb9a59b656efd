import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CacheWorld } from '../../../../test/platform/storage/cache/cache-world.ts';

/** `CACHE_RUNS=100000` for an overnight run. */
const runs = Number(process.env['CACHE_RUNS'] ?? 1_500);

const weights = {
  ...{ put: 3, get: 18, part: 2, respond: 18, remove: 3, commit: 4 },
  ...{ die: 1, pass: 4, wait: 1, read: 10, gap: 1, restart: 2 },
};

const schedules = fc.array(
  fc.record({
    kind: fc.oneof(...Object.entries(weights).map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind) }))),
    pick: fc.nat(39),
  }),
  { minLength: 30, maxLength: 150, size: 'max' },
);

it(
  'the object cache serves no deleted objects and only the stored bytes, in any order of events on two replicas',
  { timeout: 60_000 + runs * 50 },
  async () => {
    let [served, fromMemory] = [0, 0];
    await fc.assert(
      fc.asyncProperty(schedules, async (steps) => {
        const world = new CacheWorld();
        await world.begin();
        for (const { kind, pick } of steps) await world.do(kind, pick);
        await world.end();
        served += world.served;
        fromMemory += world.fromMemory;
        expect(world.faults).toEqual([]);
      }),
      { seed: 20_261_128, numRuns: runs },
    );
    // Otherwise it would prove nothing.
    expect(served).toBeGreaterThan(runs);
    expect(fromMemory).toBeGreaterThan(runs);
  },
);
