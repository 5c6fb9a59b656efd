import type pg from 'pg';
import { connect, type Report } from '../migrate/connection.ts';
import { type Migration, type MigrationFiles, readMigrations } from '../migrate/migration-files.ts';
import { DatabaseProblem } from '../migrate/problem.ts';
import { assess } from './acceptances.ts';
import { fillTables } from './fill.ts';
import { applyWatched, type HeldLock } from './locks.ts';
import { findDangers } from './statements.ts';

export interface SafetyOptions {
  /** The migrations of the release before, oldest first. */
  readonly released: readonly Migration[];
  /** How many rows each table gets before the new migrations run. */
  readonly rows: number;
  /** A lock on a table in use that is held longer is refused; milliseconds. */
  readonly maxLockMs: number;
  /** An empty PostgreSQL; left away, an embedded one in memory. */
  readonly url?: string | undefined;
  readonly report: Report;
}

export interface SafetyResult {
  /** Sentences; empty when nothing stands against these migrations. */
  readonly faults: string[];
  /** Dangers that a migration's author answers for, as sentences. */
  readonly accepted: string[];
}

/**
 * What the migrations since a release do to an installation of it, with data and in use: their statements as PostgreSQL's
 * own parser sees them, then their run. @throws DatabaseProblem when the database is not empty, or cannot be filled
 */
export async function checkSafety(files: MigrationFiles, options: SafetyOptions): Promise<SafetyResult> {
  const { released, report } = options;
  const present = readMigrations(files);
  const known = new Map(released.map(({ name, checksum }) => [name, checksum]));
  const changed = changedHistory(present, released);
  const faults = [...changed];
  const pending = present.filter(({ name }) => !known.has(name));
  report(`${pending.length} new migration(s) since then.`);
  const accepted: string[] = [];
  const created = new Set<string>();
  for (const { name, script } of pending) {
    const assessment = assess(script, await findDangers(script, created));
    for (const { rule, subject, because } of assessment.refused)
      faults.push(`${name}: ${rule} ${subject}: ${because}.`);
    for (const { rule, subject, reason } of assessment.accepted)
      accepted.push(`${name}: ${rule} ${subject}: ${reason}`);
    for (const key of assessment.idle) faults.push(`${name} accepts \`${key}\`, which it does not do.`);
  }
  // On a history that somebody changed, nothing that runs says anything about a real installation.
  if (pending.length > 0 && changed.length === 0) faults.push(...(await tryOut(files, pending, options)));
  return { faults, accepted };
}

function changedHistory(present: readonly Migration[], released: readonly Migration[]): string[] {
  const checksums = new Map(present.map(({ name, checksum }) => [name, checksum]));
  const newest = released.at(-1)?.name ?? '';
  const releasedNames = new Set(released.map(({ name }) => name));
  return [
    ...released
      .filter(({ name, checksum }) => checksums.get(name) !== checksum)
      .map(({ name }) => `${name} was released, and is ${checksums.has(name) ? 'changed' : 'gone'}.`),
    ...present
      .filter(({ name }) => !releasedNames.has(name) && name < newest)
      .map(({ name }) => `${name} sorts before ${newest}, which was released: name it anew.`),
  ];
}

async function tryOut(files: MigrationFiles, pending: readonly Migration[], options: SafetyOptions): Promise<string[]> {
  const { url, report } = options;
  if (url !== undefined) return tryOutOn(url, files, pending, options);
  const { startTempPostgres } = await import('@pixelboxx/embedded-postgres');
  const database = await startTempPostgres();
  try {
    report('In an embedded database.');
    return await tryOutOn(database.url, files, pending, options);
  } finally {
    await database.stop();
  }
}

async function tryOutOn(
  url: string,
  files: MigrationFiles,
  pending: readonly Migration[],
  { rows, maxLockMs, released, report }: SafetyOptions,
): Promise<string[]> {
  const client = await connect(url, 10_000, report);
  try {
    await requireEmpty(client);
    for (const { script } of released) await client.query(script);
    const counts = await fillTables(client, rows);
    report(`Filled ${counts.size} tables with ${[...counts.values()].reduce((sum, count) => sum + count, 0)} rows.`);
    const faults: string[] = [];
    for (const migration of pending) {
      try {
        faults.push(...slowLocks(migration, await applyWatched(client, migration), maxLockMs));
      } catch (error) {
        // One fault among those that its statements have; what comes after stands on it.
        if (!(error instanceof DatabaseProblem)) throw error;
        return [...faults, error.message];
      }
    }
    return faults;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function requireEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public') AS found`,
  );
  if (rows[0]?.found === true)
    throw new DatabaseProblem('The database to try migrations in has tables; name an empty one.');
}

const slowLocks = ({ name }: Migration, locks: readonly HeldLock[], maxLockMs: number): string[] =>
  locks
    .filter(({ heldMs }) => heldMs > maxLockMs)
    .map(({ table, mode, heldMs }) => `${name} holds ${mode} on ${table} for ${Math.round(heldMs)} ms.`);
