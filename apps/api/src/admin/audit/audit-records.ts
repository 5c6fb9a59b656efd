import type { AuditRecord } from '@pixelboxx/shared';
import type pg from 'pg';

export interface AuditRange {
  /** The first moment that is in it. */
  readonly from: Date;
  /** The first that is not. */
  readonly to: Date;
}

type Row = Omit<AuditRecord, 'at'> & { at: Date };

/** A page by keyset, over both tables. An act that is also an event of the account comes once, as an act. */
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
 * Everything in the range, the oldest first, a page in memory at a time and no transaction held: rows that retention
 * deletes meanwhile are missing, and so are those committed later than others of the same moment.
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
