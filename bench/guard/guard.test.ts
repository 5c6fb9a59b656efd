import { describe, expect, it } from 'vitest';
import { assess } from './guard.ts';

/** Returns these ratios, one burst after the other. */
function measured(...bursts: number[][]) {
  return () => Promise.resolve(bursts.shift() ?? []);
}

describe('the guard of the report', () => {
  it('lets a ratio fall by a quarter', async () => {
    expect(await assess('me', 0.8, measured([0.61, 0.61, 0.5]))).toMatchObject({ outcome: 'passed' });
  });

  it('measures a row that falls further again, and reports that', async () => {
    const { outcome, line } = await assess('me', 0.8, measured([0.5, 0.59, 0.9], [0.7, 0.1, 0.8]));
    expect(outcome).toBe('passed');
    expect(line).toBe('ratio: me 0.59, once more 0.70 of the limit (report 0.80; 0.50 0.59 0.90 0.70 0.10 0.80)');
  });

  it('fails a row that falls further twice', async () => {
    const { outcome, line } = await assess('me', 0.8, measured([0.5, 0.59, 0.9], [0.59, 0.1, 0.8]));
    expect(outcome).toBe('failed');
    expect(line).toMatch(/, too little$/);
  });

  it('skips a row that the report does not have', async () => {
    const { outcome, line } = await assess('live', undefined, measured());
    expect({ outcome, line }).toEqual({ outcome: 'skipped', line: 'skipped: live is not in the report' });
  });
});
