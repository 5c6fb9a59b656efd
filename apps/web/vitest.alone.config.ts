import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineProject } from 'vitest/config';
import { aloneTests } from './test/alone.ts';
import { aliases } from './test/support/aliases.ts';

/** Pages whose tests need a process of their own; all others share some, which is what most of a file costs. */
export default defineProject({
  oxc: { jsx: { runtime: 'automatic' } },
  resolve: { alias: aliases },
  test: {
    name: 'web-alone',
    include: aloneTests,
    setupFiles: ['test/setup.ts'],
    maxWorkers,
    pool: 'forks',
    testTimeout: 60_000,
  },
});
