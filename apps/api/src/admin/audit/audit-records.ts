import type { AuditRecord } from '@pixelboxx/shared';
import type pg from 'pg';

export interface AuditRange {
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

type Row = Omit<AuditRecord, 'at'> & { at: Date };

/** A page by keyset, over both tables. An act that is also an event of the account appears once, as an act. */
const page = `
  SELECT * FROM (
    (SELECT 'act' AS kind, id::text, created_at AS at, type, actor_id::text AS "actorId", account_id::text AS "accountId",
            request_id AS "requestId", NULL AS "sessionId", NULL AS "ipAddress", NULL AS "userAgent", detail
       FROM audit_entries
      WHERE created_at >= $1 AND created_at < $2 AND (created_at, id) > ($3::timestamptz, $4::uuid)
      ORDER BY created_at, id LIMIT $5)
    UNION ALL
    (SELECT 'event', id::text, created_at, type, actor_id::text, user_id::text, request_id, session_id::text, ip_address,
            user_agent, NULL
       FROM security_events e
      WHERE created_at >= $1 AND created_at < $2 AND (created_at, id) > ($3::timestamptz, $4::uuid)
        AND NOT EXISTS (SELECT FROM audit_entries a WHERE a.id = e.id)
      ORDER BY created_at, id LIMIT $5)
  ) records ORDER BY at, id LIMIT $5`;

const beforeAll = '00000000-0000-0000-0000-000000000000';

/**
 * All records in the range, the oldest first, one page in memory at a time and without a transaction: rows that
 * retention deletes meanwhile are missing, and so are rows committed later than others with the same timestamp.
 */
export async function* readAuditRecords(
  database: Pick<pg.Pool, 'query'>,
  { from, to }: AuditRange,
  pageSize = 500,
): AsyncGenerator<AuditRecord[], void> {
  let [at, id] = [from, beforeAll];
  for (;;) {
    const { rows } = await database.query<Row>(page, [from, to, at, id, pageSize]);
    if (rows.length > 0) yield rows.map((row) => ({ ...row, at: row.at.toISOString() }));
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    ({ at, id } = last);
  }
}
