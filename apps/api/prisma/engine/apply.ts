import pg from 'pg';
import { createEngineDriver } from './adapter.ts';
import { connect, type Report } from './connection.ts';
import { readHistory, requireSoundHistory, reviewHistory } from './history.ts';
import { migrationList, readMigrations, type Migration, type MigrationFiles } from './migration-files.ts';
import { DatabaseProblem } from './problem.ts';
import { openSchemaEngine } from './schema-engine.ts';

/** Any number that no other lock in this database uses. */
const MIGRATION_LOCK = 7_496_035_113;
const LOCK_NOT_AVAILABLE = '55P03';
const MAX_LOCK_ATTEMPTS = 5;
const NO_FILTERS = { externalTables: [], externalEnums: [] };

export interface ApplyOptions {
  report: Report;
  /** How long to wait for an unreachable database and for another process that migrates. */
  deadlineMs?: number;
  /** An unfinished migration that has been cleaned up by hand and may run again. */
  retry?: string;
}

/**
 * Applies every pending migration, each in one transaction together with its row in `_prisma_migrations`: a process
 * killed at any point leaves the database before or after a migration, never inside one. Many may run this at once;
 * they take turns. Returns the names applied by this call. Throws DatabaseProblem.
 *
 * A statement that Postgres refuses inside a transaction (CREATE INDEX CONCURRENTLY) is run by hand beforehand, and its
 * migration says IF NOT EXISTS.
 */
export async function applyMigrations(url: string, files: MigrationFiles, options: ApplyOptions): Promise<string[]> {
  const { report, deadlineMs = 60_000, retry } = options;
  const client = await connect(url, deadlineMs, report);
  const applied: string[] = [];
  try {
    if (retry !== undefined) await giveUp(client, files, retry);
    for (let attempt = 1; ;) {
      try {
        const name = await applyNext(client, files, deadlineMs, report);
        if (name === undefined) return applied;
        applied.push(name);
        report(`Applied ${name}`);
        attempt = 1;
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined);
        const isBusy = error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE;
        if (!isBusy || ++attempt > MAX_LOCK_ATTEMPTS) throw error;
        report('A table is busy; trying again …');
      }
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Opens the transaction in which this process is the only one that migrates. */
async function beginAlone(client: pg.Client, deadlineMs: number): Promise<void> {
  // The engine takes a lock of its own for the session and keeps it; holding it while waiting for ours is a deadlock.
  await client.query('SELECT pg_advisory_unlock_all()');
  await client.query('BEGIN');
  await client.query(`SET LOCAL lock_timeout = ${deadlineMs}`);
  // Bound to the transaction: it ends with it even behind a pooler, and the embedded database has no other kind.
  await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
}

async function applyNext(
  client: pg.Client,
  files: MigrationFiles,
  deadlineMs: number,
  report: Report,
): Promise<string | undefined> {
  await beginAlone(client, deadlineMs);
  const migrations = readMigrations(files);
  const review = reviewHistory(migrations, await readHistory(client));
  requireSoundHistory(review);
  const [next] = review.pending;
  if (!next) {
    await client.query('ROLLBACK');
    if (review.unknown.length > 0) report(`The database is ahead of this build by: ${review.unknown.join(', ')}`);
    return undefined;
  }
  // A migration that waits for a table makes every query behind it wait too: give up early and try again instead.
  await client.query(`SET LOCAL lock_timeout = '5s'`);
  await runMigration(client, files, migrations.slice(0, migrations.indexOf(next) + 1));
  await client.query('COMMIT');
  return next.name;
}

/** Lets the engine apply the last of `migrations`, the others being applied already, in the open transaction. */
async function runMigration(client: pg.Client, files: MigrationFiles, migrations: Migration[]): Promise<void> {
  const driver = createEngineDriver(client);
  const engine = await openSchemaEngine(files, driver.adapter);
  try {
    await engine.applyMigrations({ migrationsList: migrationList(files, migrations), filters: NO_FILTERS });
  } catch (error) {
    // The engine then fails to log into the aborted transaction and throws that; the first error is the cause.
    const cause = driver.firstError() ?? error;
    if (cause instanceof pg.DatabaseError && cause.code === LOCK_NOT_AVAILABLE) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseProblem(`Migration ${migrations.at(-1)?.name} failed and was rolled back: ${reason}`, { cause });
  } finally {
    engine.free();
  }
}

/** Marks an unfinished migration as rolled back, so that it is pending again. */
async function giveUp(client: pg.Client, files: MigrationFiles, migrationName: string): Promise<void> {
  const history = await readHistory(client);
  if (!history.some((row) => row.name === migrationName && !row.finished)) {
    throw new DatabaseProblem(`There is no unfinished migration ${migrationName}.`);
  }
  const engine = await openSchemaEngine(files, createEngineDriver(client).adapter);
  try {
    await engine.markMigrationRolledBack({ migrationName });
  } finally {
    engine.free();
  }
}
