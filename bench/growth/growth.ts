import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { hash } from '@node-rs/argon2';
import pg from 'pg';
import { accepted } from '../../apps/api/test/growth/accepted.ts';
import { fillAsGrown, fillJobs, tableSizes } from '../../apps/api/test/support/growth/fill.ts';
import { findPlanFaults, type PlanFault } from '../../apps/api/test/support/growth/plan-faults.ts';
import { PlanRecorder } from '../../apps/api/test/support/growth/plan-recorder.ts';
import { median } from '../load/measure.ts';
import { percentile } from '../load/percentile.ts';
import { createDatabase, password, type Stage } from '../stage.ts';
import { measuredRoutes, type MeasuredRoute, type Account } from './routes.ts';

/** Users in the database that counts as empty: the same accounts, and few others. */
const fewUsers = 60;
const accounts = 20;
/** A p99 of fewer is one of the slowest moments of the machine. */
const perRound = { cheap: 400, costly: 200 };
const administrator = 'grown_2';

/** Lets administrators sign in with only a password. */
const settingsFor = (databaseUrl: string) => ({ DATABASE_URL: databaseUrl, STAFF_SECOND_FACTOR: 'optional' });

export interface RouteGrowth {
  readonly name: string;
  readonly emptyP99Ms: number;
  readonly grownP99Ms: number;
  /** Median over the rounds of grown ÷ empty, each pair measured back to back. */
  readonly p50Ratio: number;
  readonly p99Ratio: number;
}

export interface Growth {
  readonly users: number;
  readonly rows: number;
  readonly fillSeconds: number;
  readonly routes: readonly RouteGrowth[];
  readonly plans: number;
  readonly faults: readonly PlanFault[];
}

interface Side {
  readonly url: string;
  readonly accounts: readonly Account[];
  readonly administrator: Account;
}

/**
 * Measures every route in turn on a database with few users and on one with many, and what each statement reads there;
 * without `rounds` only the latter.
 */
export async function measureGrowth(stage: Stage, users: number, rounds: number): Promise<Growth> {
  const passwordHash = await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const [empty, grown] = [await createDatabase(stage, 'bench_empty'), await createDatabase(stage, 'bench_grown')];
  await fillAsGrown(empty.url, fewUsers, passwordHash);
  const startedAt = performance.now();
  await fillAsGrown(grown.url, users, passwordHash);
  const fillSeconds = (performance.now() - startedAt) / 1000;
  const rows = [...(await tableSizes(grown.url)).values()].reduce((sum, count) => sum + Math.max(0, count), 0);
  console.log(`${rows} rows of ${users} users in ${fillSeconds.toFixed(0)} s`);
  try {
    const routes = rounds > 0 ? await compareRoutes(stage, empty.url, grown.url, rounds) : [];
    return { users, rows, fillSeconds, routes, ...(await checkPlans(stage, grown.url, users)) };
  } finally {
    await grown.drop();
    await empty.drop();
  }
}

async function compareRoutes(stage: Stage, emptyUrl: string, grownUrl: string, rounds: number): Promise<RouteGrowth[]> {
  const empty = await stage.startApi(undefined, settingsFor(emptyUrl));
  const grown = await stage.startApi(undefined, settingsFor(grownUrl));
  try {
    const sides = [await settle(empty.url, emptyUrl), await settle(grown.url, grownUrl)] as const;
    const routes: RouteGrowth[] = [];
    for (const route of measuredRoutes) {
      for (const side of sides) await burst(side, route, 20);
      const pairs: [number[], number[]][] = [];
      for (let round = 0; round < rounds; round += 1) {
        const count = route.isCostly ? perRound.costly : perRound.cheap;
        pairs.push([await burst(sides[0], route, count), await burst(sides[1], route, count)]);
      }
      const ratioAt = (share: number) =>
        median(pairs.map(([few, many]) => percentile(many, share) / percentile(few, share)));
      const p99 = (at: 0 | 1) =>
        percentile(
          pairs.flatMap((pair) => pair[at]),
          0.99,
        );
      const result = { emptyP99Ms: p99(0), grownP99Ms: p99(1), p50Ratio: ratioAt(0.5), p99Ratio: ratioAt(0.99) };
      console.log(
        `${route.name}: ${result.p99Ratio.toFixed(2)} of the empty database's p99 (p50 ${result.p50Ratio.toFixed(2)}), ${result.emptyP99Ms.toFixed(1)} → ${result.grownP99Ms.toFixed(1)} ms`,
      );
      routes.push({ name: route.name, ...result });
    }
    return routes;
  } finally {
    await Promise.all([empty.server.stop(), grown.server.stop()]);
  }
}

/** Runs all routes and all scheduled work once, on the server's own plans. */
async function checkPlans(stage: Stage, databaseUrl: string, users: number): Promise<Pick<Growth, 'plans' | 'faults'>> {
  // The queue creates its tables at the first start.
  await (await stage.startApi(undefined, settingsFor(databaseUrl))).server.stop();
  await fillJobs(databaseUrl, users);
  const recorder = await PlanRecorder.start(databaseUrl);
  const { server, url } = await stage.startApi(undefined, settingsFor(recorder.url));
  try {
    const side = await settle(url, databaseUrl);
    for (const route of measuredRoutes) await burst(side, route, 5);
    await runScheduledJobs(databaseUrl);
    const faults = findPlanFaults(recorder.plans, await tableSizes(databaseUrl), { isPlannerFree: true });
    const found = faults.filter(({ statement }) => !accepted.some(({ of }) => of.test(statement)));
    for (const { fault, statement } of found) console.log(`${fault}: ${statement.slice(0, 300)}`);
    console.log(`${recorder.plans.length} plans, ${found.length} faults`);
    return { plans: recorder.plans.length, faults: found };
  } finally {
    await server.stop();
    recorder.stop();
  }
}

async function runScheduledJobs(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO pgboss.job (name, data) SELECT name, '{}' FROM pgboss.schedule RETURNING id`,
    );
    const ids = rows.map(({ id }) => id);
    const deadline = performance.now() + 900_000;
    while (performance.now() < deadline) {
      await sleep(1000);
      const { rowCount } = await client.query(
        `SELECT FROM pgboss.job WHERE id = ANY($1) AND state <> 'completed' AND name IN (SELECT name FROM pgboss.schedule)`,
        [ids],
      );
      if (rowCount === 0) return;
    }
    throw new Error('The scheduled jobs do not end');
  } finally {
    await client.end();
  }
}

/** Signs some users in who have no second factor, those with an album first, and finds their rows. */
async function settle(url: string, databaseUrl: string): Promise<Side> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const numbers = Array.from({ length: fewUsers }, (_, index) => index).filter((n) => n > 10 && n % 10 > 0);
    const { rows } = await client.query<Omit<Account, 'cookies'>>(
      `SELECT username, COALESCE(upload.id::text, '') AS "uploadId", COALESCE(album.id::text, '') AS "albumId"
         FROM users u
         LEFT JOIN LATERAL (SELECT id FROM uploads WHERE user_id = u.id AND status = 'READY' AND deleted_at IS NULL LIMIT 1) AS upload ON TRUE
         LEFT JOIN LATERAL (SELECT id FROM albums WHERE user_id = u.id LIMIT 1) AS album ON TRUE
        WHERE username_key = ANY($1) ORDER BY album.id IS NULL, u.id`,
      [[administrator, ...numbers.map((number) => `grown_${number}`)]],
    );
    const signedIn = async (row: Omit<Account, 'cookies'>) => ({ ...row, cookies: await signIn(url, row.username) });
    const found: Account[] = [];
    for (const row of rows.filter(({ username }) => username !== administrator).slice(0, accounts))
      found.push(await signedIn(row));
    const staff = rows.find(({ username }) => username === administrator);
    if (!staff) throw new Error(`${administrator} is missing`);
    return { url, accounts: found, administrator: await signedIn(staff) };
  } finally {
    await client.end();
  }
}

async function signIn(url: string, identifier: string): Promise<string> {
  const response = await fetch(`${url}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': randomBytes(4).toString('hex') },
    body: JSON.stringify({ identifier, password }),
  });
  if (!response.ok) throw new Error(`${identifier} cannot sign in: ${response.status} ${await response.text()}`);
  return cookiesOf(response);
}

const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0] ?? '')
    .join('; ');

/** Sends one request after the other. @returns the duration of each, in ms */
async function burst(side: Side, route: MeasuredRoute, count: number): Promise<number[]> {
  const able = side.accounts.filter((account) => usable(route, account));
  if (able.length === 0) throw new Error(`${route.name}: no account has rows to ask for`);
  const times: number[] = [];
  for (let made = 0; made < count; made += 1) {
    const account = able[made % able.length] ?? side.administrator;
    const actor = route.by === 'administrator' ? side.administrator : account;
    const { path, init } = route.request(account);
    const headers = {
      ...(init?.headers as Record<string, string> | undefined),
      ...(route.by === 'anyone' ? {} : { cookie: actor.cookies }),
    };
    const startedAt = performance.now();
    const response = await fetch(`${side.url}${path}`, { ...init, headers });
    const text = await response.text();
    times.push(performance.now() - startedAt);
    if (!response.ok) throw new Error(`${route.name} ${path}: ${response.status} ${text}`);
    if (route.followsCookies) actor.cookies = cookiesOf(response);
  }
  return times;
}

/** Not every account has an image or an album. */
function usable({ name }: MeasuredRoute, { uploadId, albumId }: Account): boolean {
  if (name.includes('/albums/:id')) return albumId !== '';
  return !name.includes('/uploads/:id') || uploadId !== '';
}
