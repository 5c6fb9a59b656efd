import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'fuzz',
    root: import.meta.dirname,
    include: ['test/**/*.test.ts'],
    maxWorkers,
    testTimeout: 60_000,
  },
});
