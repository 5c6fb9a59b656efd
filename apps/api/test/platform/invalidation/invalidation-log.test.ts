import { pollUntil } from '@pixelboxx/config/testing';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidationLog } from '../../../src/platform/invalidation/invalidation-log.ts';
import { createTestDatabase, onRealPostgres, type TestDatabase } from '../../support/database/database.ts';

let database: TestDatabase;
let log: InvalidationLog;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  log = new InvalidationLog(database.url);
  client = await connected();
});

afterAll(async () => {
  await client.end();
  await log.close();
  await database.stop();
});

async function connected(): Promise<pg.Client> {
  const made = new pg.Client({ connectionString: database.url });
  await made.connect();
  return made;
}

async function insertUser(): Promise<string> {
  const id = randomUUID();
  await client.query(
    `INSERT INTO users (id, username, username_key, email, password_hash, updated_at) VALUES ($1, $2, $2, $3, 'none', now())`,
    [id, `u_${id.slice(0, 20)}`, `${id}@example.com`],
  );
  return id;
}

async function insertSession(userId: string): Promise<string> {
  const id = randomUUID();
  const digest = id.replaceAll('-', '').padEnd(64, '0');
  await client.query(
    `INSERT INTO sessions (id, user_id, token, refresh_token, auth_generation, expires_at, absolute_expires_at)
     VALUES ($1, $2, $3, $3, 0, now() + interval '1 day', now() + interval '9 days')`,
    [id, userId, digest],
  );
  return id;
}

/** What the log says about these since the place it stood at. */
async function noted(horizon: bigint, ids: readonly string[]): Promise<string[]> {
  const { invalidations } = await log.readSince(horizon);
  return (invalidations ?? []).filter(({ key }) => ids.includes(key)).map(({ topic }) => topic);
}

describe('[C1] the log of cache invalidations', () => {
  it.each([
    ['ending a session', 'UPDATE sessions SET revoked_at = now() WHERE user_id = $1', ['session']],
    ['shortening a session', `UPDATE sessions SET expires_at = now() WHERE user_id = $1`, ['session']],
    ['removing a live session', 'DELETE FROM sessions WHERE user_id = $1', ['session']],
    ['ending every session', 'UPDATE users SET auth_generation = auth_generation + 1 WHERE id = $1', ['user']],
    ['suspending somebody', 'UPDATE users SET suspended_at = now() WHERE id = $1', ['user']],
    ['changing a role', `UPDATE users SET role = 'MOD' WHERE id = $1`, ['user']],
    ['removing somebody', 'DELETE FROM users WHERE id = $1', ['session', 'user']],
    ['rotating a token', `UPDATE sessions SET expires_at = now() + interval '2 days' WHERE user_id = $1`, []],
    ['changing nothing', 'UPDATE users SET role = role WHERE id = $1', []],
  ])('contains %s, whoever makes the change', async (_, sql, topics) => {
    const userId = await insertUser();
    const sessionId = await insertSession(userId);
    const { horizon } = await log.readSince(null);
    await client.query(sql, [userId]);
    expect((await noted(horizon, [userId, sessionId])).toSorted()).toEqual(topics);
  });

  it('does not contain a change that was rolled back', async () => {
    const userId = await insertUser();
    const { horizon } = await log.readSince(null);
    await client.query('BEGIN');
    await client.query(`UPDATE users SET role = 'ADMIN' WHERE id = $1`, [userId]);
    await client.query('ROLLBACK');
    expect(await noted(horizon, [userId])).toEqual([]);
  });

  it('reports a bulk update as a whole, not row by row', async () => {
    const { horizon } = await log.readSince(null);
    await client.query(
      `INSERT INTO cache_invalidations (transaction_id, topic, key)
       SELECT pg_current_xact_id()::text::bigint, 'user', n::text FROM generate_series(1, 2001) AS n`,
    );
    expect((await log.readSince(horizon)).invalidations).toBeNull();
    // Whatever else runs on the server holds the horizon where it was when that began.
    await pollUntil('nothing holds the horizon before the rows', async () => {
      await log.deleteBefore((await log.readSince(null)).horizon);
      return (await log.readSince(horizon)).invalidations !== null;
    });
    expect(await noted(horizon, ['1', '2001'])).toEqual([]);
  });

  // The embedded database runs transactions in turn.
  it.runIf(onRealPostgres)('does not lose a change of a transaction that starts first and commits last', async () => {
    const [slow, quick] = [await insertUser(), await insertUser()];
    const other = await connected();
    await other.query('BEGIN');
    await other.query('UPDATE users SET suspended_at = now() WHERE id = $1', [slow]);
    const start = (await log.readSince(null)).horizon;
    await client.query('UPDATE users SET suspended_at = now() WHERE id = $1', [quick]);
    const between = await log.readSince(start);
    const keys = (between.invalidations ?? []).map(({ key }) => key);
    expect(keys.filter((key) => key === slow || key === quick)).toEqual([quick]);
    await other.query('COMMIT');
    expect(await noted(between.horizon, [slow])).toEqual(['user']);
    await other.end();
  });
});
