import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { TallyReporter } from './scripts/process/tally-reporter.ts';

export default defineConfig({
  test: {
    projects: ['packages/*/vitest.config.ts', 'apps/*/vitest.config.ts', 'scripts/vitest.config.ts'],
    reporters: [process.env['CI'] ? 'default' : 'dot', new TallyReporter()],
    // Embedded databases, image decoding and password hashing use every core by themselves.
    maxWorkers: Math.max(2, Math.min(4, availableParallelism())),
  },
});
