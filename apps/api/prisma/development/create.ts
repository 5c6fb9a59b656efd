import { writeExpectations, writeMigration, type MigrationFiles } from '../migrate/migration-files.ts';
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
  const timestamp = now.toISOString().replace(/\D/g, '').slice(0, 14);
  const path = missing === undefined ? undefined : writeMigration(files, `${timestamp}_${name}`, missing);
  // Also when nothing is to do: the folder may have been changed by hand or by a merge.
  writeExpectations(files);
  return path;
}
