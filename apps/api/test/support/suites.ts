import { maxWorkers } from '@pixelboxx/config/vitest';
import { join } from 'node:path';
import type { UserWorkspaceConfig } from 'vitest/config';

/**
 * Tests that need neither a database nor another process: single functions and classes. Each is beside its source; `test/unit` contains
 * the few that concern several rooms, or all contracts.
 */
export const unitTests = ['src/**/*.test.ts', 'test/unit/**/*.test.ts'];

/** Tests that kill or start dozens of processes, cut connections, send hundreds of hostile files, or race for many rounds. */
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

/** A pattern of files to leave out: a project's own `exclude` overrides `vitest --exclude`. */
const { TEST_EXCLUDE: without } = process.env;

/** The common settings of the api's three projects; `withDatabase` prepares the database that `startApp` copies. */
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
      // Databases in memory and native modules need processes rather than threads. Files that run in one process share the loaded api and
      // a database, which are most of a file's cost; these files keep them apart.
      pool: 'forks',
      isolate: false,
      maxWorkers,
      testTimeout: 60_000,
      hookTimeout: 60_000,
      // Vitest's default of a second is too short on a busy machine.
      expect: { poll: { timeout: 15_000 } },
    },
  };
}
