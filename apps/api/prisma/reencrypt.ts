import pg from 'pg';
import { z } from 'zod';
import type { Config } from '../src/platform/config/config.ts';
import type { DataCipher } from '../src/platform/crypto/data-cipher.ts';
import { deriveKeys, keyIdOf } from '../src/platform/crypto/key-ring.ts';
import {
  backupCodePurpose,
  jobCipher,
  responseCipher,
  seedCipher,
  webhookCipher,
} from '../src/platform/crypto/sealed-values.ts';

/** Where encrypted values are stored. `key` orders the rows and identifies one; values are read and written as bytes. */
interface SealedColumn {
  readonly name: string;
  readonly cipher: (secrets: Config['secrets']) => DataCipher;
  /** $1 is the last key, or null; $2 the number of rows. Columns: key, context, sealed. */
  readonly read: string;
  /** $1 is the key, $2 the value as it was read, $3 the new one: a row that changed meanwhile is not written. */
  readonly write: string;
}

const columns: readonly SealedColumn[] = [
  {
    name: 'seeds of one-time codes',
    cipher: seedCipher,
    read: `SELECT user_id::text AS key, user_id::text AS context, sealed_secret AS sealed FROM totp_factors
            WHERE $1::text IS NULL OR user_id > $1::uuid ORDER BY user_id LIMIT $2`,
    write: `UPDATE totp_factors SET sealed_secret = $3 WHERE user_id = $1::uuid AND sealed_secret = $2`,
  },
  {
    name: 'answers to repeated requests',
    cipher: responseCipher,
    read: `SELECT user_id || '/' || scope AS key, user_id || '/' || scope AS context, sealed_answer AS sealed
             FROM idempotency_keys
            WHERE sealed_answer IS NOT NULL
              AND ($1::text IS NULL OR (user_id, scope) > (split_part($1, '/', 1)::uuid, split_part($1, '/', 2)::char(64)))
            ORDER BY user_id, scope LIMIT $2`,
    write: `UPDATE idempotency_keys SET sealed_answer = $3
             WHERE user_id = split_part($1, '/', 1)::uuid AND scope = split_part($1, '/', 2) AND sealed_answer = $2`,
  },
  {
    name: 'secrets of webhooks',
    cipher: webhookCipher,
    read: `SELECT id::text AS key, id::text AS context, sealed_secret AS sealed FROM webhooks
            WHERE $1::text IS NULL OR id > $1::uuid ORDER BY id LIMIT $2`,
    write: `UPDATE webhooks SET sealed_secret = $3 WHERE id = $1::uuid AND sealed_secret = $2`,
  },
  {
    name: 'former secrets of webhooks',
    cipher: webhookCipher,
    read: `SELECT id::text AS key, id::text AS context, former_sealed_secret AS sealed FROM webhooks
            WHERE former_sealed_secret IS NOT NULL AND ($1::text IS NULL OR id > $1::uuid) ORDER BY id LIMIT $2`,
    write: `UPDATE webhooks SET former_sealed_secret = $3 WHERE id = $1::uuid AND former_sealed_secret = $2`,
  },
  {
    name: 'waiting jobs',
    cipher: jobCipher,
    read: `SELECT name || '/' || id AS key, name AS context, convert_to(data->>'sealed', 'utf8') AS sealed FROM pgboss.job
            WHERE data ? 'sealed' AND state < 'completed' AND name <> 'dead-letters'
              AND ($1::text IS NULL OR (name, id) > (split_part($1, '/', 1), split_part($1, '/', 2)::uuid))
            ORDER BY name, id LIMIT $2`,
    write: `UPDATE pgboss.job SET data = jsonb_build_object('sealed', convert_from($3, 'utf8'))
             WHERE name = split_part($1, '/', 1) AND id = split_part($1, '/', 2)::uuid
               AND data->>'sealed' = convert_from($2, 'utf8')`,
  },
];

const batchSize = 500;
const Row = z.object({ key: z.string(), context: z.string(), sealed: z.instanceof(Buffer) });

/** How many values of a table are under the first key, under a former one, and under no known one. */
export interface KeyUse {
  readonly name: string;
  readonly current: number;
  readonly former: number;
  readonly unreadable: number;
}

/**
 * Checks every encrypted value, and with `rewrite` encrypts values under a former key with the first one. Works in
 * batches while replicas run: a value that changes meanwhile is not overwritten. If interrupted, it can be run again.
 */
export async function examineKeys(
  databaseUrl: string,
  secrets: Config['secrets'],
  { rewrite = false }: { rewrite?: boolean } = {},
): Promise<KeyUse[]> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, connectionTimeoutMillis: 10_000 });
  // Without a listener, a lost idle connection ends the process; the next query reports the failure anyway.
  pool.on('error', () => undefined);
  try {
    const uses: KeyUse[] = [];
    for (const column of columns) uses.push(await examineColumn(pool, column, secrets, rewrite));
    return [...uses, await examineBackupCodes(pool, secrets)];
  } finally {
    await pool.end();
  }
}

async function examineColumn(
  pool: pg.Pool,
  column: SealedColumn,
  secrets: Config['secrets'],
  rewrite: boolean,
): Promise<KeyUse> {
  const { name } = column;
  const use = { name, current: 0, former: 0, unreadable: 0 };
  if (name === 'waiting jobs' && !(await hasJobs(pool))) return use;
  const cipher = column.cipher(secrets);
  for (let last: string | null = null; ;) {
    const found: pg.QueryResult<object> = await pool.query(column.read, [last, batchSize]);
    const batch = z.array(Row).parse(found.rows);
    for (const { key, context, sealed } of batch) {
      const renewed = tryRenew(cipher, name, sealed, context);
      if (renewed === 'unreadable') use.unreadable += 1;
      else if (renewed === 'current') use.current += 1;
      else if (rewrite && (await pool.query(column.write, [key, sealed, renewed])).rowCount === 1) use.current += 1;
      else use.former += 1;
    }
    if (batch.length < batchSize) return use;
    last = batch.at(-1)?.key ?? null;
  }
}

function tryRenew(
  cipher: DataCipher,
  name: string,
  sealed: Buffer,
  context: string,
): Buffer | 'current' | 'unreadable' {
  const isText = name === 'waiting jobs';
  try {
    const renewed = cipher.renew(isText ? Buffer.from(sealed.toString(), 'base64url') : sealed, context);
    if (!renewed) return 'current';
    return isText ? Buffer.from(renewed.toString('base64url')) : renewed;
  } catch {
    return 'unreadable';
  }
}

async function hasJobs(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ found: boolean }>(`SELECT to_regclass('pgboss.job') IS NOT NULL AS found`);
  return rows[0]?.found === true;
}

/** Digests cannot be rewritten, since the codes are not stored. They disappear when their owner uses or renews them. */
async function examineBackupCodes(pool: pg.Pool, { dataEncryption }: Config['secrets']): Promise<KeyUse> {
  const [current, ...former] = deriveKeys(dataEncryption, backupCodePurpose).map(keyIdOf);
  const { rows } = await pool.query<{ current: string; former: string; unreadable: string }>(
    // Codes older than the names of keys belong to the oldest known key.
    `SELECT count(*) FILTER (WHERE id = $1) AS current, count(*) FILTER (WHERE id = ANY ($2)) AS former,
            count(*) FILTER (WHERE id <> $1 AND id <> ALL ($2)) AS unreadable
       FROM (SELECT coalesce(key_id, $3) AS id FROM backup_codes WHERE used_at IS NULL) codes`,
    [current, former, former.at(-1) ?? current],
  );
  const { current: now = '0', former: before = '0', unreadable = '0' } = rows[0] ?? {};
  return { name: 'backup codes', current: Number(now), former: Number(before), unreadable: Number(unreadable) };
}
