import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'dev-cli',
    root: import.meta.dirname,
    include: ['test/**/*.test.ts'],
    maxWorkers,
    // Most of these start real processes.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
