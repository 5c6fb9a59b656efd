import { Prisma } from '../../generated/prisma/client.ts';
import type { PrismaService } from '../database/prisma.service.ts';
import type { FeedCursor } from './feed-cursor.ts';
import type { FeedName } from './feed-name.ts';

export interface NewFeedEntry {
  readonly type: string;
  /** JSON. */
  readonly data: object;
}

export interface FeedEntry {
  readonly cursor: FeedCursor;
  readonly type: string;
  readonly data: unknown;
}

export interface FeedPage {
  readonly entries: readonly FeedEntry[];
  /** The position after reading: everything before it is in `entries` or was read earlier, unless there was more than the limit. */
  readonly end: FeedCursor;
}

interface Row {
  horizon: string;
  seconds: string;
  transactionId: string | null;
  id: string | null;
  type: string | null;
  data: unknown;
}

/** The statement that writes an entry, also as part of another one; writes nothing if the user is gone, or if `when` is false. */
export function appendStatement(
  { name, userId }: FeedName,
  { type, data }: NewFeedEntry,
  when = Prisma.sql`TRUE`,
): Prisma.Sql {
  return Prisma.sql`INSERT INTO feed_entries (feed, user_id, type, data)
    SELECT ${name}, ${userId}::uuid, ${type}, ${JSON.stringify(data)}::jsonb
     WHERE (${userId}::uuid IS NULL OR EXISTS (SELECT FROM users WHERE id = ${userId}::uuid)) AND ${when}`;
}

/**
 * The entries after a position, in commit order. Only those of transactions below which no transaction is still open: one that
 * commits later has a higher number, so nothing ever appears before a position that was already read. Rows and horizon come from
 * one snapshot.
 */
export async function readEntries(
  { pool }: Pick<PrismaService, 'pool'>,
  feed: string,
  after: FeedCursor,
  limit: number,
): Promise<FeedPage> {
  const { rows } = await pool.query<Row>(
    `SELECT now.horizon::text, extract(epoch FROM now())::bigint::text AS seconds,
            entry.transaction_id::text AS "transactionId", entry.id::text, entry.type, entry.data
       FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon) AS now
       LEFT JOIN LATERAL (
         SELECT transaction_id, id, type, data FROM feed_entries
          WHERE feed = $1 AND (transaction_id, id) > ($2::bigint, $3::bigint) AND transaction_id < now.horizon
          ORDER BY transaction_id, id LIMIT $4
       ) AS entry ON true
      ORDER BY entry.transaction_id, entry.id`,
    [feed, after.transactionId.toString(), after.id.toString(), limit],
  );
  const atSeconds = Number(rows[0]?.seconds ?? 0);
  return {
    end: { transactionId: BigInt(rows[0]?.horizon ?? 0), id: 0n, atSeconds },
    entries: rows.flatMap(({ transactionId, id, type, data }) =>
      transactionId === null || id === null || type === null
        ? []
        : [{ cursor: { transactionId: BigInt(transactionId), id: BigInt(id), atSeconds }, type, data }],
    ),
  };
}
