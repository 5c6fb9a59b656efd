import type pg from 'pg';

/** Rows of a table that nobody needs any more. Names and condition are ours, never a caller's. */
export interface OutdatedRows {
  readonly table: string;
  /** Column that tells rows apart. */
  readonly key: string;
  /** SQL; `$1` is the days for which rows are kept. */
  readonly condition: string;
  readonly days: number;
}

/**
 * Deletes in batches of their own, so that no lock is held for long. Rows that somebody holds are left to the next run:
 * any number of replicas may do it at once. Time is the database's own.
 * @returns how many rows went
 */
export async function deleteInBatches(
  pool: pg.Pool,
  { table, key, condition, days }: OutdatedRows,
  { batchSize = 1000, signal }: { batchSize?: number; signal?: AbortSignal } = {},
): Promise<number> {
  for (let deleted = 0; ;) {
    signal?.throwIfAborted();
    const { rowCount } = await pool.query(
      `DELETE FROM ${table} WHERE ${key} = ANY (ARRAY(
         SELECT ${key} FROM ${table} WHERE ${condition} LIMIT $2 FOR UPDATE SKIP LOCKED))`,
      [days, batchSize],
    );
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < batchSize) return deleted;
  }
}
