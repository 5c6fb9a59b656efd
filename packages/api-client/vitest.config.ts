import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'api-client',
    root: import.meta.dirname,
    maxWorkers,
    // Files that follow each other share a worker and the modules it has loaded: most of what a file costs.
    isolate: false,
    testTimeout: 60_000,
    include: ['test/**/*.test.ts'],
  },
});
