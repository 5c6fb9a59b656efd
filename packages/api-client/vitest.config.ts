import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'api-client',
    root: import.meta.dirname,
    maxWorkers,
    testTimeout: 60_000,
    include: ['test/**/*.test.ts'],
  },
});
