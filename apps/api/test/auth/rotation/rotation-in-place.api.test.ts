import { authEndpoints } from '@pixelboxx/shared';
import { expect, it } from 'vitest';
import { outdatedRows } from '../../../src/auth/activity/retention.service.ts';
import { CONFIG, type Config } from '../../../src/platform/config/config.ts';
import { openDevice } from '../../support/clients/devices.ts';
import { register } from '../../support/clients/users.ts';
import { useStatements } from '../../support/database/statements.ts';
import { useApp } from '../../support/use-app.ts';

const statements = useStatements();
// One connection: counts of a table are told by whoever changed it.
const app = useApp({ DATABASE_POOL_MAX: '1' });

async function counts(): Promise<{ updated: number; inPlace: number }> {
  await app.prisma.pool.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await app.prisma.pool.query<{ updated: number; inPlace: number }>(
    `SELECT n_tup_upd::int AS updated, n_tup_hot_upd::int AS "inPlace"
       FROM pg_stat_user_tables WHERE relname = 'sessions'`,
  );
  return rows[0] ?? { updated: 0, inPlace: 0 };
}

it('the sessions table leaves room on each page for updated rows', async () => {
  const { rows } = await app.prisma.pool.query(`SELECT reloptions FROM pg_class WHERE relname = 'sessions'`);
  expect(rows).toEqual([{ reloptions: expect.arrayContaining(['fillfactor=80']) as string[] }]);
});

it('a session’s rotation updates its row in place, without touching an index', async () => {
  // So few rows on a page that all their versions have room: Postgres clears away no version that a transaction elsewhere may see.
  await app.prisma.pool.query('ALTER TABLE sessions SET (fillfactor = 10)');
  const { user } = await register(app);
  const devices = [];
  for (let at = 0; at < 40; at += 1) devices.push(await openDevice(app, user.id));
  const before = await counts();
  for (let round = 0; round < 3; round += 1) {
    for (const { browser } of devices) await browser.call(authEndpoints.refresh);
  }
  await expect.poll(async () => (await counts()).updated - before.updated, { timeout: 10_000 }).toBe(120);
  expect((await counts()).inPlace - before.inPlace).toBe(120);
  await app.prisma.pool.query('ALTER TABLE sessions SET (fillfactor = 80)');
});

it('ends_on of a session is always the day of expires_at, so that ended sessions are found by it', async () => {
  const { browser } = await register(app);
  const areRight = async (): Promise<unknown> =>
    (await app.prisma.pool.query('SELECT bool_and(ends_on = expires_at::date) AS all FROM sessions')).rows;
  expect(await areRight()).toEqual([{ all: true }]);
  await browser.call(authEndpoints.refresh);
  expect(await areRight()).toEqual([{ all: true }]);
});

it('no statement about sessions or users needs a sequential scan', async () => {
  const { pool } = app.prisma;
  await pool.query(
    `INSERT INTO users (id, username, username_key, email, password_hash, updated_at)
     SELECT gen_random_uuid(), 'many' || n, 'many' || n, 'many' || n || '@example.com', '-', now() FROM generate_series(1, 2000) n`,
  );
  await pool.query(
    `INSERT INTO sessions (id, user_id, token, refresh_token, auth_generation, expires_at, absolute_expires_at, ends_on)
     SELECT gen_random_uuid(), id, repeat('0', 64), repeat('0', 64), 0, now() + make_interval(days => n),
            now() + make_interval(days => n), CURRENT_DATE + n FROM users, generate_series(1, 5) n`,
  );
  await pool.query('ANALYZE users, sessions');
  const { browser, credentials, user } = await register(app);
  const { username: identifier, password } = credentials;
  const stale = browser.clone();
  const sent = await statements.of(async () => {
    await browser.call(authEndpoints.refresh);
    await browser.call(authEndpoints.sessions);
    await browser.call(authEndpoints.login, { body: { identifier, password } });
    await app.browser().call(authEndpoints.login, { body: { identifier, password } });
    await browser.call(authEndpoints.revokeOtherSessions);
    await stale.post(authEndpoints.refresh.path);
    await (await openDevice(app, user.id)).browser.call(authEndpoints.me);
    await browser.call(authEndpoints.logout);
  });
  const texts = new Set(sent.map(({ text }) => text.trim()).filter((text) => /sessions/.test(text)));
  const rules = outdatedRows(app.app.get<Config>(CONFIG).retention).filter(({ table }) => table === 'sessions');
  expect(rules).toHaveLength(2);
  // Of these a plan for all values would be bad, and Postgres sees that for itself.
  for (const { condition } of rules) {
    texts.add(`SELECT id FROM sessions WHERE ${condition.replaceAll('$1', '30')} LIMIT 1000`);
  }
  expect(texts.size).toBeGreaterThan(7);
  for (const text of texts) expect(await planOf(text), text).not.toMatch(/Seq Scan on (sessions|users)/);
});

/** The one that serves all values. */
async function planOf(text: string): Promise<string> {
  const { pool } = app.prisma;
  const count = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
  const values = count > 0 ? `(${Array<string>(count).fill('NULL').join(', ')})` : '';
  await pool.query('SET plan_cache_mode = force_generic_plan');
  await pool.query(`PREPARE planned AS ${text}`);
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE planned${values}`);
  await pool.query('DEALLOCATE planned');
  await pool.query('RESET plan_cache_mode');
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}
