import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../check/fault.ts';
import { readOptions } from '../run/options.ts';
import { Findings } from '../run/tally.ts';
import { TierRun, type Tier } from '../run/tier.ts';

function tierOf(execute: (value: number[]) => void, ends: () => string | null = () => null): Tier<number[]> {
  return {
    name: 'api',
    cases: fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 8 }),
    concurrency: 4,
    operationOf: () => 'all',
    execute: async (value) => {
      execute(value);
      return Promise.resolve(1);
    },
    describe: (value) => JSON.stringify(value),
    whatEnded: () => Promise.resolve(ends()),
  };
}

describe('a run of a tier', () => {
  it('finds nothing if nothing is wrong, and reports what was tried', async () => {
    const findings = new Findings();
    expect(
      await new TierRun(
        tierOf(() => {}),
        1,
        findings,
      ).run(50),
    ).toBeGreaterThanOrEqual(50);
    expect(findings.tally).toEqual({ passed: 1, failed: 0, skipped: 0 });
  });

  it('sends exactly the requested number of requests, for any concurrency', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 12 }),
        async (wanted, concurrency) => {
          let [sent, underWay, maxUnderWay] = [0, 0, 0];
          const tier: Tier<number[]> = {
            ...tierOf(() => {}),
            concurrency,
            async execute(value) {
              sent += 1;
              underWay += 1;
              maxUnderWay = Math.max(maxUnderWay, underWay);
              // Some cases take longer than others.
              for (let turn = 0; turn < value.length; turn += 1) await new Promise(setImmediate);
              underWay -= 1;
              return 1;
            },
          };
          expect(await new TierRun(tier, 1, new Findings()).run(wanted)).toBe(wanted);
          expect(sent).toBe(wanted);
          expect(maxUnderWay).toBe(Math.min(wanted, concurrency));
        },
      ),
      { seed: 20_261_128 },
    );
  });

  it('reports a fault once, with the smallest case, reproducible by its number', async () => {
    const tier = tierOf((value) => {
      if (value.some((number) => number >= 500)) throw new Fault('500');
    });
    const findings = new Findings();
    await new TierRun(tier, 1, findings).run(300);
    expect(findings.all).toHaveLength(1);
    const [finding] = findings.all;
    expect(finding).toMatchObject({ kind: '500', seed: 1, example: '[500]' });
    expect(findings.timesOf(finding!)).toBeGreaterThan(1);
    expect(findings.tally).toEqual({ passed: 0, failed: 1, skipped: 0 });

    const again = new Findings();
    await new TierRun(tier, 1, again).runOne(finding!.at);
    expect(again.all).toEqual([finding]);
  });

  it('finds which of the running cases ended a process', async () => {
    let isDown = false;
    const tier = tierOf(
      (value) => {
        if (isDown || value.includes(7)) {
          isDown = true;
          throw new Fault('no answer (closed)');
        }
      },
      () => {
        const ended = isDown ? 'api' : null;
        isDown = false;
        return ended;
      },
    );
    const findings = new Findings();
    await new TierRun(tier, 3, findings).run(2_000);
    expect(findings.all.map(({ kind, example }) => [kind, example])).toContainEqual(['api ended', '[7]']);
  });
});

describe('the flags', () => {
  it('have defaults, and a seed of their own for every run', () => {
    expect(readOptions([], 5)).toMatchObject({ seed: 5, requests: 20_000, sockets: 3_000, at: null });
    expect(readOptions(['--seed', '7', '--requests', '200000', '--only', 'raw,web'], 5)).toMatchObject({
      seed: 7,
      requests: 200_000,
      only: ['raw', 'web'],
    });
  });

  it.each([
    ['--only', 'x'],
    ['--seed', '-1'],
    ['--requests', '1e3'],
  ])('refuse %s %s', (name, value) => {
    expect(() => readOptions([name, value], 0)).toThrow();
  });
});
