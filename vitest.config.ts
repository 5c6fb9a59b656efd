import { maxWorkers } from '@pixelboxx/config/vitest';
import { defineConfig } from 'vitest/config';
import { TallyReporter } from '@pixelboxx/dev-cli/tally-reporter';

export default defineConfig({
  test: {
    projects: [
      'packages/*/vitest.config.ts',
      'apps/*/vitest{,.*}.config.ts',
      'scripts/vitest.config.ts',
      'fuzz/vitest.config.ts',
      'faults/vitest.config.ts',
      'bench/vitest.config.ts',
    ],
    reporters: [process.env['CI'] ? 'default' : 'dot', new TallyReporter()],
    maxWorkers,
  },
});
