import pg from 'pg';
import { SESSION_OPTIONS } from '../database/pool/session-settings.ts';

export interface Invalidation {
  readonly id: string;
  /** Name of the cache. */
  readonly topic: string;
  readonly key: string;
  /**
   * Every transaction that began before this one has ended too, so that readers in commit order see the change. True only in the
   * last reading that returns it.
   */
  readonly isSettled: boolean;
}

export interface LogReading {
  /** Every transaction with a lower number had ended at this reading; the next reading begins here. */
  readonly horizon: bigint;
  /** Null: too many to list. */
  readonly invalidations: readonly Invalidation[] | null;
}

interface Row {
  horizon: string;
  id: string | null;
  topic: string | null;
  key: string | null;
  isSettled: boolean | null;
}

/** If there are more, as after a bulk update, loading everything again is cheaper. */
const maxRows = 2_000;
/** A value far below the time after which a replica distrusts its caches would be better still, but a busy database is not a dead one. */
const timeoutMs = 1_500;

/**
 * Rows that triggers write into `cache_invalidations`, in the transaction of the change itself. Read in the order of transactions
 * rather than of ids: an id is drawn long before its row becomes visible, so it could appear behind ids that were read already.
 * Has its own connection, because an exhausted pool must not make a replica distrust its caches and query the database even more.
 */
export class InvalidationLog {
  private readonly pool: pg.Pool;

  constructor(databaseUrl: string) {
    this.pool = new pg.Pool({
      connectionString: databaseUrl,
      max: 1,
      options: SESSION_OPTIONS,
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
      keepAlive: true,
      application_name: 'pixelboxx-api-invalidation',
    });
    // Without a listener, an idle connection that dies would end the process. The next reading shows whether it matters.
    this.pool.on('error', () => undefined);
  }

  /**
   * What was committed since the reading that ended at `horizon`; that reading may have returned some of it. With null, the
   * current position of the log. One statement, so rows and horizon come from one snapshot.
   * @throws whatever the driver throws, within 3 s
   */
  async readSince(horizon: bigint | null): Promise<LogReading> {
    const { rows } = await this.pool.query<Row>(
      `SELECT now.horizon::text, log.id::text, log.topic, log.key, log.transaction_id < now.horizon AS "isSettled"
         FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon) AS now
         LEFT JOIN LATERAL (
           SELECT id, topic, key, transaction_id FROM cache_invalidations
            WHERE transaction_id >= COALESCE($1::bigint, now.horizon) LIMIT ${maxRows + 1}
         ) AS log ON true`,
      [horizon?.toString() ?? null],
    );
    const invalidations = rows.flatMap(({ id, topic, key, isSettled }) =>
      id !== null && topic !== null && key !== null ? [{ id, topic, key, isSettled: isSettled === true }] : [],
    );
    return {
      horizon: BigInt(rows[0]?.horizon ?? 0),
      invalidations: invalidations.length > maxRows ? null : invalidations,
    };
  }

  /** Deletes rows written by transactions before `horizon`. */
  async deleteBefore(horizon: bigint): Promise<void> {
    await this.pool.query('DELETE FROM cache_invalidations WHERE transaction_id < $1::bigint', [horizon.toString()]);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
