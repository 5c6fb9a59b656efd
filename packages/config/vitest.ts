import { availableParallelism } from 'node:os';

/**
 * How many test files run at once, the same for every project: Vitest runs projects that differ in it one after the
 * other. One more than two cores, because tests that wait for timers or processes leave theirs idle; four at most,
 * because databases, image decoding and password hashing use several cores by themselves.
 */
export const maxWorkers = Math.max(3, Math.min(4, availableParallelism()));
