import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeTurns } from '../../src/process/take-turns.ts';

interface Work {
  readonly name: number;
  readonly isAlone: boolean;
}

/** Work of which a test decides when it ends. */
class Workshop {
  readonly begun: number[] = [];
  readonly underWay = new Map<Work, PromiseWithResolvers<void>>();
  largest = 0;
  isCrowded = false;

  readonly run = (work: Work): Promise<void> => {
    const end = Promise.withResolvers<void>();
    this.begun.push(work.name);
    this.underWay.set(work, end);
    this.largest = Math.max(this.largest, this.underWay.size);
    this.isCrowded ||= this.underWay.size > 1 && [...this.underWay.keys()].some(({ isAlone }) => isAlone);
    return end.promise;
  };

  /** Ends one of those under way; what follows from it has happened when this resolves. */
  async end(pick: number): Promise<void> {
    const [work, end] = [...this.underWay][pick % this.underWay.size] ?? [];
    if (!work || !end) return;
    this.underWay.delete(work);
    end.resolve();
    await new Promise(setImmediate);
  }
}

const plan = fc.record({
  alone: fc.array(fc.boolean(), { maxLength: 12 }),
  maxConcurrent: fc.integer({ min: 1, max: 4 }),
  picks: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
});

describe('taking turns', () => {
  it('runs each task once in order, with limited concurrency, and exclusive tasks alone', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async ({ alone, maxConcurrent, picks: [...picks] }) => {
        const works = alone.map((isAlone, name) => ({ name, isAlone }));
        const workshop = new Workshop();
        const state = { isOver: false };
        const turns = takeTurns(works, maxConcurrent, workshop.run).then(() => (state.isOver = true));
        await new Promise(setImmediate);
        while (workshop.underWay.size > 0) {
          expect(state.isOver).toBe(false);
          const waits = works.slice(workshop.begun.length);
          // Nobody waits for a place that is free.
          if (waits.length > 0 && !waits[0]?.isAlone && ![...workshop.underWay.keys()].some(({ isAlone }) => isAlone))
            expect(workshop.underWay.size).toBe(maxConcurrent);
          await workshop.end(picks.shift() ?? 0);
        }
        await turns;
        expect(workshop.begun).toEqual(works.map(({ name }) => name));
        expect(workshop.largest).toBeLessThanOrEqual(maxConcurrent);
        expect(workshop.isCrowded).toBe(false);
      }),
      { seed: 20_261_128 },
    );
  });

  it('fails with the error of a task', async () => {
    const begun: number[] = [];
    const works = [1, 2, 3].map((name) => ({ name, isAlone: true }));
    const run = ({ name }: Work): Promise<void> => {
      begun.push(name);
      return name === 2 ? Promise.reject(new Error('the second')) : Promise.resolve();
    };
    await expect(takeTurns(works, 2, run)).rejects.toThrow('the second');
    expect(begun).toEqual([1, 2]);
  });
});
