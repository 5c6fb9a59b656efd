import type pg from 'pg';
import type { Migration } from '../migrate/migration-files.ts';
import { DatabaseProblem } from '../migrate/problem.ts';
import { parseStatements } from './statements.ts';

/** A lock on a table that was there before, from the statement that took it to the end of the migration. */
export interface HeldLock {
  readonly table: string;
  readonly mode: string;
  /** Milliseconds; with the time that the statement which took it ran before. */
  readonly heldMs: number;
}

/** What keeps others from writing, and with the last also from reading (PostgreSQL, "Explicit Locking"). */
const blockingModes = ['ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'];

/**
 * Runs a migration as `apply` does, in one transaction, and notes after each statement which locks this session has got
 * on tables that others use. A session knows its own locks exactly, where one that looks from outside sees samples.
 * @throws DatabaseProblem when the migration fails
 */
export async function applyWatched(client: pg.Client, { name, script }: Migration): Promise<HeldLock[]> {
  const since = new Map<string, { table: string; mode: string; startedAt: number }>();
  await client.query('BEGIN');
  try {
    const { rows } = await client.query<{ oid: string; table: string }>(
      `SELECT oid::text AS oid, relname AS "table" FROM pg_class
        WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace`,
    );
    // By what they were called before: the migration may rename or drop them.
    const names = new Map(rows.map(({ oid, table }) => [oid, table]));
    for (const { sql } of await parseStatements(script)) {
      const startedAt = performance.now();
      await client.query(sql);
      const { rows: locks } = await client.query<{ oid: string; mode: string }>(
        `SELECT relation::text AS oid, mode FROM pg_locks
          WHERE pid = pg_backend_pid() AND granted AND mode = ANY ($1) AND relation::text = ANY ($2)`,
        [blockingModes, [...names.keys()]],
      );
      for (const { oid, mode } of locks) {
        const key = `${oid} ${mode}`;
        if (!since.has(key)) since.set(key, { table: names.get(oid) ?? oid, mode, startedAt });
      }
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseProblem(`Migration ${name} fails on the data of the release before: ${reason}`, { cause: error });
  }
  const endedAt = performance.now();
  return [...since.values()].map(({ table, mode, startedAt }) => ({ table, mode, heldMs: endedAt - startedAt }));
}
