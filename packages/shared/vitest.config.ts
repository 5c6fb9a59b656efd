import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'shared',
    root: import.meta.dirname,
    maxWorkers,
    // Files that follow each other share a worker and the modules it has loaded: most of what a file costs.
    isolate: false,
    testTimeout: 60_000,
    // What types promise (`*.test-d.ts`) is checked where all types are, by the `typecheck` script.
    include: ['test/**/*.test.ts'],
  },
});
