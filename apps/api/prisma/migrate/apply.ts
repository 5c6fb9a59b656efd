import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { connect, type Report } from './connection.ts';
import { readHistory, requireSoundHistory, reviewHistory } from './history.ts';
import { readMigrations, type Migration, type MigrationFiles } from './migration-files.ts';
import { DatabaseProblem } from './problem.ts';

/** The number that Prisma's command line locks, so that it takes turns with this. */
const MIGRATION_LOCK = 72_707_369;
const LOCK_NOT_AVAILABLE = '55P03';
const MAX_LOCK_ATTEMPTS = 5;

/** As Prisma's command line creates it, which can go on from here. */
const CREATE_HISTORY = `
  CREATE TABLE IF NOT EXISTS public._prisma_migrations (
    id varchar(36) PRIMARY KEY,
    checksum varchar(64) NOT NULL,
    finished_at timestamptz,
    migration_name varchar(255) NOT NULL,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`;

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
    if (retry !== undefined) await giveUp(client, retry);
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
  await runMigration(client, next);
  await client.query('COMMIT');
  return next.name;
}

/** Runs a migration and writes it down, in the open transaction. @throws DatabaseProblem */
async function runMigration(client: pg.Client, { name, script, checksum }: Migration): Promise<void> {
  try {
    await client.query(CREATE_HISTORY);
    const before = await currentTransaction(client);
    await client.query(script);
    if ((await currentTransaction(client)) !== before) throw new DatabaseProblem(formatLeft(name));
    await client.query(
      `INSERT INTO public._prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
  } catch (error) {
    if (error instanceof DatabaseProblem) throw error;
    if (error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseProblem(`Migration ${name} failed and was rolled back: ${reason}`, { cause: error });
  }
}

const formatLeft = (name: string): string =>
  `Migration ${name} ends the transaction it is run in (COMMIT or ROLLBACK), so that it is not noted as applied.\n` +
  'Undo by hand what it committed, and take the statement out of its file.';

async function currentTransaction(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>('SELECT pg_current_xact_id()::text AS id');
  return rows[0]?.id;
}

/** Marks an unfinished migration as rolled back, so that it is pending again. */
async function giveUp(client: pg.Client, migrationName: string): Promise<void> {
  const history = await readHistory(client);
  if (!history.some((row) => row.name === migrationName && !row.finished)) {
    throw new DatabaseProblem(`There is no unfinished migration ${migrationName}.`);
  }
  await client.query(
    `UPDATE public._prisma_migrations SET rolled_back_at = now()
      WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL`,
    [migrationName],
  );
}
