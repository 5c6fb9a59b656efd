import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/**
 * How many test files run at once, the same for every project: Vitest runs projects that differ in it one after the
 * other. One more than two cores, because tests that wait for timers or processes leave theirs idle; four at most,
 * because databases, image decoding and password hashing use several cores by themselves. `TEST_WORKERS` tries another.
 */
export const maxWorkers = Number(process.env['TEST_WORKERS']) || Math.max(3, Math.min(4, availableParallelism()));

/**
 * Where V8 keeps what it made of the packages that tests load, for the processes that load them next: a run starts more
 * than a hundred workers. They inherit the setting, and so do the programs that tests start with their environment.
 */
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../../node_modules/.cache/test-compile-cache');
