import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineProject } from 'vitest/config';

/** Pages, and what runs in a browser. The server in front of them is a project of its own. */
export default defineProject({
  oxc: { jsx: { runtime: 'automatic' } },
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  test: {
    name: 'web',
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/server/**'],
    setupFiles: ['test/setup.ts'],
    maxWorkers,
    // Files replace modules, each in its own way, so each has a worker of its own. No thread: broadcast channels, by which
    // tabs tell each other, reach all threads of a process.
    pool: 'forks',
    testTimeout: 60_000,
  },
});
