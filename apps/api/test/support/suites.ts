import { maxWorkers } from '@pixelboxx/config/vitest';
import { join } from 'node:path';
import type { UserWorkspaceConfig } from 'vitest/config';

/**
 * Tests that need neither a database nor another process: functions and classes of their own. Each stands beside its source;
 * under `test/unit` stand the few that are about what several rooms, or all contracts, agree on.
 */
export const unitTests = ['src/**/*.test.ts', 'test/unit/**/*.test.ts'];

/** Tests that kill processes or start them by the dozen, cut connections, send hostile files by the hundred, or race round after round. */
export const faultTests = [
  'test/faults/**/*.test.ts',
  'test/**/*{kill,races,faults}*.test.ts',
  'test/database/safety/check-safety.test.ts',
  'test/http/uncaught.test.ts',
  'test/platform/storage/bucket-setup.test.ts',
  'test/uploads/blobs/sweep-command.test.ts',
  'test/uploads/imaging/{corpus,heic}.test.ts',
  'test/uploads/intake/{broken-multipart,database-dies,load}.api.test.ts',
];

const support = (file: string): string => join(import.meta.dirname, file);

/** A pattern of files to leave out: what a project leaves out itself takes the place of `vitest --exclude`. */
const { TEST_EXCLUDE: without } = process.env;

/** What the three projects of the api have in common; `withDatabase` prepares the one that `startApp` copies. */
export function suite(
  name: string,
  files: { include: string[]; exclude?: string[] },
  withDatabase: boolean,
): UserWorkspaceConfig {
  return {
    test: {
      name,
      root: join(import.meta.dirname, '../..'),
      ...files,
      exclude: [...(files.exclude ?? []), ...(without ? [without] : [])],
      globalSetup: [support('temporary-files.ts'), ...(withDatabase ? [support('global-setup.ts')] : [])],
      setupFiles: [support('leave-nothing.ts'), ...(withDatabase ? [support('return-databases.ts')] : [])],
      // Databases in memory and native modules: processes rather than threads. Files that follow each other in one
      // share the loaded api and a database, which are most of what a file costs; these files keep them apart.
      pool: 'forks',
      isolate: false,
      maxWorkers,
      testTimeout: 60_000,
      hookTimeout: 60_000,
      // A second, as Vitest has it, is nothing on a machine that does other things as well.
      expect: { poll: { timeout: 15_000 } },
    },
  };
}
