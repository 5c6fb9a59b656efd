import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineProject } from 'vitest/config';

export default defineProject({
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    name: 'ui',
    environment: 'jsdom',
    include: ['test/**/*.test.tsx'],
    setupFiles: ['test/setup.ts'],
    maxWorkers,
    // Files that follow each other share a worker and the modules it has loaded: most of what a file costs.
    isolate: false,
    testTimeout: 60_000,
  },
});
