import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineProject } from 'vitest/config';

export default defineProject({
  oxc: { jsx: { runtime: 'automatic' } },
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  test: {
    name: 'web',
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/setup.ts'],
    maxWorkers,
    // Files replace modules, each in its own way, so each has a worker of its own. No thread: broadcast channels, by which
    // tabs tell each other, reach all threads of a process.
    pool: 'forks',
    testTimeout: 60_000,
  },
});
