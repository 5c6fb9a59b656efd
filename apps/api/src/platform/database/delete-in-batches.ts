import type pg from 'pg';

/** Rows of a table that nobody needs any more. Names and condition are constants of ours, never input of a client. */
export interface OutdatedRows {
  readonly table: string;
  /** Column that identifies a row. */
  readonly key: string;
  /** SQL; `$1` is the number of days for which rows are kept. */
  readonly condition: string;
  readonly days: number;
}

/**
 * Deletes in separate batches, so that no lock is held for long. Locked rows are left to the next run, so any number of
 * replicas can run it at the same time. Time is the database's clock.
 * @returns how many rows were deleted
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
