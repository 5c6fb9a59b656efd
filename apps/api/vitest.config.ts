import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'api',
    root: import.meta.dirname,
    include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/leave-nothing.ts'],
    // Databases in memory and native modules: processes rather than threads. Files that follow each other in one share
    // the loaded api and a database, which are most of what a file costs; `leave-nothing.ts` keeps them apart.
    pool: 'forks',
    isolate: false,
    maxWorkers,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
