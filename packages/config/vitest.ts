import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/**
 * How many test files run at the same time. It is the same for every project: Vitest runs projects with different values one
 * after the other. One more than two cores, because tests that wait for timers or processes leave theirs idle; at most four,
 * because databases, image decoding and password hashing use several cores each. `TEST_WORKERS` overrides it.
 */
export const maxWorkers = Number(process.env['TEST_WORKERS']) || Math.max(3, Math.min(4, availableParallelism()));

/**
 * Where V8 caches the compiled packages that tests load, for the next processes that load them: a run starts more than
 * a hundred workers. They inherit the setting, and so do the programs that tests start with their environment.
 */
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../../node_modules/.cache/test-compile-cache');
