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
    testTimeout: 60_000,
  },
});
