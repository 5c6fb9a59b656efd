import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineProject } from 'vitest/config';
import { aloneTests } from './test/alone.ts';
import { aliases } from './test/support/aliases.ts';

/** Pages, and what runs in a browser. The server in front of them is a project of its own. */
export default defineProject({
  oxc: { jsx: { runtime: 'automatic' } },
  resolve: { alias: aliases },
  test: {
    name: 'web',
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/server/**', ...aloneTests],
    setupFiles: ['test/setup.ts'],
    maxWorkers,
    // Files replace modules, each in its own way: each has its own window, globals and modules in a context of its own, and
    // they share processes. No thread: broadcast channels, by which tabs tell each other, reach all threads of a process.
    pool: 'vmForks',
    testTimeout: 60_000,
  },
});
