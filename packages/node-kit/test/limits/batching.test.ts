import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Batching } from '../../src/index.ts';

/** A batch that runs until it is told to end. */
interface Batch {
  readonly items: readonly number[];
  end(outcome: 'done' | 'broken'): void;
}

/** What those who wait are told: the number of the batch their items were in. */
function stage(maxItems: number) {
  const batches: Batch[] = [];
  let running = 0;
  let maxRunning = 0;
  const batching = new Batching<number, number>(
    (items) => {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const number = batches.length;
      running += 1;
      maxRunning = Math.max(maxRunning, running);
      const end: Batch['end'] = (outcome) => {
        running -= 1;
        if (outcome === 'done') resolve(number);
        else reject(new Error(String(number)));
      };
      batches.push({ items, end });
      return promise;
    },
    { maxItems },
  );
  return { batching, batches, maxRunning: () => maxRunning };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

it('batching starts immediately for a single item, and batches all that arrive meanwhile', async () => {
  const { batching, batches } = stage(100);
  const first = batching.run([1]);
  expect(batches.map(({ items }) => items)).toEqual([[1]]);
  const others = [batching.run([2, 3]), batching.run([4])];
  expect(batches).toHaveLength(1);
  batches[0]?.end('done');
  expect(await first).toBe(0);
  await settled();
  expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3, 4]]);
  batches[1]?.end('done');
  expect(await Promise.all(others)).toEqual([1, 1]);
});

it('batching fails only the items of a failed batch', async () => {
  const { batching, batches } = stage(100);
  const first = batching.run([1]);
  const second = batching.run([2]);
  batches[0]?.end('broken');
  await expect(first).rejects.toThrow('0');
  await settled();
  batches[1]?.end('done');
  expect(await second).toBe(1);
});

it('batching puts every item into one batch, in order, with one batch at a time and limited size', async () => {
  const step = fc.oneof(
    fc.array(fc.constant(0), { minLength: 1, maxLength: 6 }).map(({ length }) => ({ kind: 'come', length }) as const),
    fc.constantFrom('done', 'broken').map((outcome) => ({ kind: 'end', outcome }) as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 40 }), async (maxItems, steps) => {
      const { batching, batches, maxRunning } = stage(maxItems);
      const waiting: { items: number[]; told: Promise<string> }[] = [];
      const outcomes: ('done' | 'broken')[] = [];
      const endOne = async (outcome: 'done' | 'broken') => {
        const batch = batches[outcomes.length];
        if (!batch) return false;
        outcomes.push(outcome);
        batch.end(outcome);
        await settled();
        return true;
      };
      let next = 0;
      for (const it of steps) {
        if (it.kind === 'end') await endOne(it.outcome);
        else {
          const items = Array.from({ length: it.length }, () => next++);
          const told = batching.run(items).then(
            (number) => `done ${number}`,
            (error: unknown) => `broken ${error instanceof Error ? error.message : ''}`,
          );
          waiting.push({ items, told });
        }
      }
      while (await endOne('done'));
      expect(batches.flatMap(({ items }) => items)).toEqual(waiting.flatMap(({ items }) => items));
      expect(maxRunning()).toBeLessThanOrEqual(1);
      for (const { items, told } of waiting) {
        const number = batches.findIndex((batch) => items.every((item) => batch.items.includes(item)));
        expect(await told).toBe(`${outcomes[number]} ${number}`);
      }
      for (const { items } of batches)
        if (items.length > maxItems) expect(waiting.map((one) => one.items)).toContainEqual(items);
    }),
    { seed: 20_261_129, numRuns: 300 },
  );
});
