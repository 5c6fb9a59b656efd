/** The embedded Postgres as a process of its own, for those who start one or look for one; loads no database itself. */
import { join } from 'node:path';

export { DataDirectoryInUse, findRunningPostgres } from './data-directory.ts';

/** The script to start: what it takes and prints is said there. */
export const programPath = join(import.meta.dirname, 'main.ts');
