import { setTimeout as sleep } from 'node:timers/promises';

/** Random numbers from a seed, so that a run can be reproduced. */
export interface SeededRandom {
  readonly seed: number;
  /** From 0 up to but not including 1. */
  next(): number;
  /** Waits up to `maxMs`, for something that must coincide with something else at any moment of it. */
  delay(maxMs: number): Promise<void>;
}

/** Prints its seed. `TEST_SEED=<seed> npm test -- <file>` reproduces the run. */
export function seededRandom(seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31)): SeededRandom {
  process.stderr.write(`TEST_SEED=${seed}\n`);
  let state = seed;
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { seed, next, delay: (maxMs) => sleep(next() * maxMs) };
}
