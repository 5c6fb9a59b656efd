import { defineConfig } from 'vitest/config';
import { faultTests, suite } from './test/support/suites.ts';

/** Workers of their own, which stay small: forking a process that holds a gigabyte takes a tenth of a second. */
export default defineConfig(suite('fault', { include: faultTests }, true));
