import { describe, expect, it } from 'vitest';
import { assess, tolerance } from './guard.ts';

/** Returns these ratios, one burst after the other. */
function measured(...bursts: number[][]) {
  return () => Promise.resolve(bursts.shift() ?? []);
}

describe('the guard of the report', () => {
  it('lets a ratio fall by a quarter', async () => {
    expect(await assess('me', { committed: 0.8, lost: 0.25 }, measured([0.61, 0.61, 0.5]))).toMatchObject({
      outcome: 'passed',
    });
  });

  it('measures a row that falls further again, and reports that', async () => {
    const { outcome, line } = await assess(
      'me',
      { committed: 0.8, lost: 0.25 },
      measured([0.5, 0.59, 0.9], [0.7, 0.1, 0.8]),
    );
    expect(outcome).toBe('passed');
    expect(line).toBe('ratio: me 0.59, once more 0.70 of the limit (report 0.80; 0.50 0.59 0.90 0.70 0.10 0.80)');
  });

  it('fails a row that falls further twice', async () => {
    const { outcome, line } = await assess(
      'me',
      { committed: 0.8, lost: 0.25 },
      measured([0.5, 0.59, 0.9], [0.59, 0.1, 0.8]),
    );
    expect(outcome).toBe('failed');
    expect(line).toMatch(/, too little$/);
  });

  it('skips a row that the report does not have', async () => {
    const { outcome, line } = await assess('live', { committed: undefined, lost: 0.25 }, measured());
    expect({ outcome, line }).toEqual({ outcome: 'skipped', line: 'skipped: live is not in the report' });
  });

  it('lets a ratio fall by half on another kind of processor, where the limit itself is another', () => {
    const report = { node: 'v24.0.0', processor: '2 × Some Xeon' };
    expect(tolerance(report, { ...report, node: 'v24.1.0' })).toBe(0.25);
    expect(tolerance(report, { ...report, processor: '2 × Some EPYC' })).toBe(0.5);
    expect(tolerance(report, { ...report, processor: '8 × Some Xeon' })).toBe(0.5);
  });
});
