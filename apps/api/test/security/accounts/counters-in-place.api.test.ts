import { authEndpoints } from '@pixelboxx/shared';
import { expect, it } from 'vitest';
import { AttemptCountersStore } from '../../../src/auth/lockout/attempt-counters.store.ts';
import { register } from '../../support/clients/users.ts';
import { useApp } from '../../support/use-app.ts';

// One connection: counts of a table are told by whoever changed it.
const app = useApp({ DATABASE_POOL_MAX: '1' });

async function counts(): Promise<{ inserted: number; updated: number; inPlace: number; deleted: number }> {
  await app.prisma.pool.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await app.prisma.pool.query<Awaited<ReturnType<typeof counts>>>(
    `SELECT n_tup_ins::int AS inserted, n_tup_upd::int AS updated, n_tup_hot_upd::int AS "inPlace", n_tup_del::int AS deleted
       FROM pg_stat_user_tables WHERE relname = 'login_budgets'`,
  );
  const [found] = rows;
  if (!found) throw new Error('There is such a table');
  return found;
}

it('the table of attempt counters leaves room on each page for updated rows', async () => {
  const { rows } = await app.prisma.pool.query(`SELECT reloptions FROM pg_class WHERE relname = 'login_budgets'`);
  expect(rows).toEqual([{ reloptions: ['fillfactor=70'] }]);
});

it('counting a sign-in attempt and resetting it updates rows in place, without touching an index', async () => {
  // So few rows on a page that all their versions have room: Postgres clears away no version that a transaction elsewhere may see.
  await app.prisma.pool.query('ALTER TABLE login_budgets SET (fillfactor = 10)');
  const { credentials } = await register(app);
  const body = { identifier: credentials.username, password: credentials.password };
  const signIn = () => app.browser().call(authEndpoints.login, { body });
  await signIn();
  // As if it had just become another hour: what is said of the next one holds for the whole of it.
  await app.prisma.pool.query(`UPDATE login_budgets SET removable_from = removable_from + interval '1 hour'`);
  const before = await counts();
  for (let round = 0; round < 3; round += 1) await signIn();
  await expect.poll(async () => (await counts()).updated - before.updated, { timeout: 10_000 }).toBe(18);
  const after = await counts();
  expect(after).toMatchObject({ inserted: before.inserted, deleted: before.deleted });
  expect(after.inPlace - before.inPlace).toBe(18);
  await app.prisma.pool.query('ALTER TABLE login_budgets SET (fillfactor = 70)');
});

it('removable_from of a counter is the full hour after its last failure expires, in every code path', async () => {
  const { credentials } = await register(app);
  await app.prisma.attemptCounter.deleteMany();
  await app
    .browser()
    .post(authEndpoints.login.path, { identifier: credentials.username, password: 'not this one at all' });
  const { rows } = await app.prisma.pool.query(
    `SELECT bool_and(removable_from = date_trunc('hour', clear_at) + interval '1 hour') AS "areRight", count(*)::int
       FROM login_budgets`,
  );
  expect(rows).toEqual([{ areRight: true, count: 3 }]);
});

it('the clean-up removes exactly the expired counters, including those of the previous release', async () => {
  await app.prisma.attemptCounter.deleteMany();
  const rows = [
    ['over', `now() - interval '2 minutes'`, `now() - interval '1 second'`],
    ['over, of the release before', `now() - interval '2 minutes'`, 'NULL'],
    ['of this hour', `now() - interval '2 minutes'`, `now() + interval '1 minute'`],
    ['counted since by the release before', `now() + interval '2 minutes'`, `now() - interval '1 second'`],
    ['counted by the release before', `now() + interval '2 minutes'`, 'NULL'],
  ] as const;
  for (const [name, clearAt, removableFrom] of rows) {
    await app.prisma.pool.query(
      `INSERT INTO login_budgets (key, clear_at, removable_from) VALUES ($1, ${clearAt}, ${removableFrom})`,
      [name],
    );
  }
  await app.app.get(AttemptCountersStore).removeCleared();
  const left = await app.prisma.attemptCounter.findMany();
  expect(left.map(({ key }) => key.trim()).toSorted()).toEqual([
    'counted by the release before',
    'counted since by the release before',
    'of this hour',
  ]);
});
