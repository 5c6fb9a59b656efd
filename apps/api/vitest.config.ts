import { defineConfig } from 'vitest/config';
import { faultTests, suite, unitTests } from './test/support/suites.ts';

/** Real HTTP and a real database: everything that is in neither of the other two. */
export default defineConfig(
  suite('api', { include: ['test/**/*.test.ts'], exclude: [...unitTests, ...faultTests] }, true),
);
