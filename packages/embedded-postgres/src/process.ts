/** The embedded Postgres as a separate process, for code that starts or finds one; this file loads no database. */
import { join } from 'node:path';

export { DataDirectoryInUse, findRunningPostgres } from './data-directory.ts';

/** The script to start; its header describes its arguments and output. */
export const programPath = join(import.meta.dirname, 'main.ts');
