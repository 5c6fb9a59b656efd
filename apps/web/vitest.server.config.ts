import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineProject } from 'vitest/config';

/** The server in front of the pages: no file replaces a module or makes a browser of its worker. */
export default defineProject({
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  test: {
    name: 'web-server',
    include: ['test/server/**/*.test.ts'],
    maxWorkers,
    // Files that follow each other share a worker and the modules it has loaded: most of what a file costs.
    isolate: false,
    testTimeout: 60_000,
  },
});
