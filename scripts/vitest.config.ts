import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'scripts',
    root: import.meta.dirname,
    include: ['test/**/*.test.ts'],
    maxWorkers,
    // Files that follow each other share a worker and the modules it has loaded: most of what a file costs.
    isolate: false,
    // The linter and dependency-cruiser take their time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
