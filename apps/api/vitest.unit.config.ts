import { defineConfig } from 'vitest/config';
import { suite, unitTests } from './test/support/suites.ts';

/** Without the template that databases are copied from: a test that wants one is none of this project. */
export default defineConfig(suite('unit', { include: unitTests }, false));
