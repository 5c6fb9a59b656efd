import fc from 'fast-check';
import { performance } from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { compactWhenIdle } from '../../src/index.ts';

const mebibyte = 1024 ** 2;

/** A process of `size` bytes of which a compaction leaves `rest`, and whose event loop is as busy as it is told. */
function watchProcess(start: { size: number; rest: number; utilization: number }) {
  const state = { ...start, compactions: 0 };
  vi.spyOn(performance, 'eventLoopUtilization').mockImplementation(() => ({
    idle: 0,
    active: 0,
    utilization: state.utilization,
  }));
  const stop = compactWhenIdle({
    size: () => state.size,
    compact: () => {
      state.compactions += 1;
      state.size = Math.min(state.size, state.rest);
    },
  });
  onTestFinished(stop);
  return { state, stop };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('giving memory back', () => {
  it('happens once after the start, as soon as there is nothing to do', () => {
    const { state } = watchProcess({ size: 190 * mebibyte, rest: 155 * mebibyte, utilization: 0.9 });
    vi.advanceTimersByTime(10_000);
    expect(state.compactions).toBe(0);
    state.utilization = 0.01;
    vi.advanceTimersByTime(500);
    expect(state.compactions).toBe(1);
    vi.advanceTimersByTime(3_600_000);
    expect(state.compactions).toBe(1);
  });

  it('happens again only after growth, and never while there is work or after the end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ grownMebibytes: fc.integer({ min: 0, max: 40 }), isBusy: fc.boolean() }), {
          maxLength: 20,
        }),
        (minutes) => {
          const { state, stop } = watchProcess({ size: 100 * mebibyte, rest: 100 * mebibyte, utilization: 0 });
          vi.advanceTimersByTime(500);
          for (const { grownMebibytes, isBusy } of minutes) {
            const before = { ...state };
            state.size += grownMebibytes * mebibyte;
            state.utilization = isBusy ? 0.5 : 0;
            const isDue = !isBusy && state.size >= 116 * mebibyte;
            vi.advanceTimersByTime(60_000);
            expect(state.compactions - before.compactions).toBe(isDue ? 1 : 0);
          }
          const { compactions } = state;
          stop();
          state.size += 100 * mebibyte;
          state.utilization = 0;
          vi.advanceTimersByTime(600_000);
          expect(state.compactions).toBe(compactions);
        },
      ),
      { seed: 20_261_201 },
    );
  });
});

describe('the compaction of V8', () => {
  it('makes the young generation small again, and leaves no flag', () => {
    const newSpace = () =>
      getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
    const kept: string[][] = [];
    for (let round = 0; round < 60; round += 1)
      kept[round % 20] = Array.from({ length: 20_000 }, (_, index) => `${round} ${index}`);
    const grown = newSpace();
    vi.spyOn(performance, 'eventLoopUtilization').mockReturnValue({ idle: 0, active: 0, utilization: 0 });
    onTestFinished(compactWhenIdle());
    vi.advanceTimersByTime(500);
    expect(kept).toHaveLength(20);
    expect(newSpace()).toBeLessThan(grown / 2);
    expect('gc' in globalThis).toBe(false);
    // What a flag exposes, it exposes in contexts that are made after it.
    expect(runInNewContext('typeof gc')).toBe('undefined');
  });
});
