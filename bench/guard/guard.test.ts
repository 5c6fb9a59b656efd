import { describe, expect, it } from 'vitest';
import { judge } from './guard.ts';

/** Answers with these ratios, one burst after the other. */
function measured(...bursts: number[][]) {
  return () => Promise.resolve(bursts.shift() ?? []);
}

describe('the guard of the report', () => {
  it('lets a ratio fall by a quarter', async () => {
    expect(await judge('me', 0.8, measured([0.61, 0.61, 0.5]))).toMatchObject({ verdict: 'passed' });
  });

  it('measures a row that falls further once more, and says so', async () => {
    const { verdict, line } = await judge('me', 0.8, measured([0.5, 0.59, 0.9], [0.7, 0.1, 0.8]));
    expect(verdict).toBe('passed');
    expect(line).toBe('ratio: me 0.59, once more 0.70 of the limit (report 0.80; 0.50 0.59 0.90 0.70 0.10 0.80)');
  });

  it('fails a row that falls further twice', async () => {
    const { verdict, line } = await judge('me', 0.8, measured([0.5, 0.59, 0.9], [0.59, 0.1, 0.8]));
    expect(verdict).toBe('failed');
    expect(line).toMatch(/, too little$/);
  });

  it('skips a row that the report does not have', async () => {
    const { verdict, line } = await judge('live', undefined, measured());
    expect({ verdict, line }).toEqual({ verdict: 'skipped', line: 'skipped: live is not in the report' });
  });
});
