import { readMigrations, writeExpectations, writeMigration, type MigrationFiles } from '../migrate/migration-files.ts';
import { DatabaseProblem } from '../migrate/problem.ts';
import { replayMigrations } from './replay.ts';

/**
 * Writes the migration that the schema asks for; returns the script's path, or undefined when nothing is to do.
 * Throws DatabaseProblem for a name that is not in snake_case.
 */
export async function createMigration(files: MigrationFiles, name: string, now: Date): Promise<string | undefined> {
  if (!/^[a-z][a-z0-9_]{1,60}$/.test(name)) {
    throw new DatabaseProblem('A migration is named in snake_case, such as: npm run db -- new add_profile_bio');
  }
  const { missing } = await replayMigrations(files);
  const path =
    missing === undefined ? undefined : writeMigration(files, `${timestampAfter(files, now)}_${name}`, missing);
  // Also when nothing is to do: the folder may have been changed by hand or by a merge.
  writeExpectations(files);
  return path;
}

/** After every migration that is there, also one that was named ahead of time: it is written on top of all of them. */
function timestampAfter(files: MigrationFiles, now: Date): string {
  const latest = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)_/.exec(readMigrations(files).at(-1)?.name ?? '');
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = (latest ?? []).slice(1).map(Number);
  const next = latest ? Date.UTC(year, month - 1, day, hours, minutes, seconds + 1) : 0;
  return new Date(Math.max(now.getTime(), next)).toISOString().replace(/\D/g, '').slice(0, 14);
}
