import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'fuzz',
    root: import.meta.dirname,
    include: ['test/**/*.test.ts'],
    maxWorkers,
    // Files that run one after another share a worker and its loaded modules, which are most of a file's cost.
    isolate: false,
    testTimeout: 60_000,
  },
});
