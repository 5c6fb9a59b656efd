import { join } from 'node:path';

/** Where tests put compiled programs: inside the workspace, so that they find their packages. */
export const TEST_PROGRAMS = join(import.meta.dirname, '../../node_modules/.cache/test-programs');
