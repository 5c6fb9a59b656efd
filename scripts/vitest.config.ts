import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'scripts',
    root: import.meta.dirname,
    include: ['test/**/*.test.ts'],
    maxWorkers,
    // Consecutive files share a worker and its loaded modules, which are most of a file's cost.
    isolate: false,
    // The linter and dependency-cruiser are slow.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
