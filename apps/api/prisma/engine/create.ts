import type pg from 'pg';
import { createEngineDriver } from './adapter.ts';
import { migrationList, readMigrations, readSchema, writeMigration, type MigrationFiles } from './migration-files.ts';
import { DatabaseProblem } from './problem.ts';
import { openSchemaEngine } from './schema-engine.ts';
import { withClient, withEmptyDatabase } from './shadow.ts';

const EMPTY_SCRIPT = '-- This is an empty migration.';

/** The SQL that leads from the migrations folder to schema.prisma, or undefined when they agree. */
export function diffToSchema(files: MigrationFiles): Promise<string | undefined> {
  return withEmptyDatabase((url) => withClient(url, (client) => diff(files, client)));
}

async function diff(files: MigrationFiles, client: pg.Client): Promise<string | undefined> {
  const driver = createEngineDriver(client, client);
  const engine = await openSchemaEngine(files, driver.adapter);
  try {
    const { stdout } = await engine.diff({
      from: { tag: 'migrations', ...migrationList(files, readMigrations(files)) },
      to: { tag: 'schemaDatamodel', ...readSchema(files) },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout === null || stdout.startsWith(EMPTY_SCRIPT) ? undefined : stdout;
  } catch (error) {
    const cause = driver.firstError() ?? error;
    throw new DatabaseProblem(`The migrations do not replay: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  } finally {
    engine.free();
  }
}

/** Writes the migration that schema.prisma asks for; returns the script's path, or undefined when nothing is to do. */
export async function createMigration(files: MigrationFiles, name: string, now: Date): Promise<string | undefined> {
  if (!/^[a-z][a-z0-9_]{1,60}$/.test(name)) {
    throw new DatabaseProblem('A migration is named in snake_case, such as: npm run db -- new add_profile_bio');
  }
  const script = await diffToSchema(files);
  if (script === undefined) return undefined;
  const timestamp = now.toISOString().replace(/\D/g, '').slice(0, 14);
  return writeMigration(files, `${timestamp}_${name}`, script);
}
