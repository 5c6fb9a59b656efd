import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'ai',
    root: import.meta.dirname,
    include: ['test/**/*.test.ts'],
    maxWorkers,
    // Files that follow each other share a worker and the modules it has loaded: most of what a file costs.
    isolate: false,
    // The model is loaded in most files, beside whatever else keeps the machine busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
