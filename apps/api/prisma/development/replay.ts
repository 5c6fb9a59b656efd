import pg from 'pg';
import { createEngineDriver } from './adapter.ts';
import { describeCatalog } from './catalog.ts';
import { readMigrations, type MigrationFiles } from '../migrate/migration-files.ts';
import { DatabaseProblem } from '../migrate/problem.ts';
import { migrationList, openSchemaEngine, readSchema } from './schema-engine.ts';

export interface Replay {
  /** The SQL that leads from the migrations to the schema, or undefined when they agree. */
  missing: string | undefined;
  /** What the migrations alone make, hand-written parts included. */
  catalog: string[];
}

const EMPTY_SCRIPT = '-- This is an empty migration.';

/**
 * Replays the migrations folder in an empty in-memory database. PGlite is loaded only here: applying migrations in
 * production does not have it. Throws DatabaseProblem when a migration fails.
 */
export async function replayMigrations(files: MigrationFiles): Promise<Replay> {
  const { startTempPostgres } = await import('@pixelboxx/embedded-postgres');
  const database = await startTempPostgres();
  const client = new pg.Client({ connectionString: database.url });
  try {
    await client.connect();
    // The engine replays the migrations in its shadow database and compares what came of it with the schema.
    const missing = await diffToSchema(files, client);
    return { missing, catalog: await describeCatalog(client) };
  } finally {
    await client.end().catch(() => undefined);
    await database.stop();
  }
}

async function diffToSchema(files: MigrationFiles, client: pg.Client): Promise<string | undefined> {
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
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseProblem(`The migrations cannot be compared with the schema: ${reason}`, { cause });
  } finally {
    engine.free();
  }
}
