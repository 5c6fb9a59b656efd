import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { untilQuiet } from '../load/measure.ts';
import { register, type Stage, type Visitor } from '../stage.ts';
import type { ServerProcess } from '../server-process.ts';
import { costedRoutes, makePhotoForm, type CostedRoute, type PhotoForm } from './routes.ts';
import { LocalRedis } from './local-redis.ts';
import { StatementCounter } from './statement-counter.ts';

/** The cost in the processes, the database and Redis. */
interface Spent {
  readonly webCpuMs: number;
  readonly apiCpuMs: number;
  readonly databaseCpuMs: number | null;
  readonly statements: number;
  readonly redisCommands: number | null;
  readonly databaseBytes: number;
  /** Write-ahead log, which replicas and backups receive. */
  readonly walBytes: number;
}

/** The cost of one request, including the work that follows it: mail, events, jobs. Means over many requests. */
export interface RouteCost extends Spent {
  readonly name: string;
  readonly responseBytes: number;
  /** Bytes left in the object store. */
  readonly storedBytes: number;
}

export interface Costs {
  readonly database: string;
  /** The cost of a process shortly after a request, which is subtracted from the cost of requests. */
  readonly idle: { readonly statementsPerSecond: number; readonly apiCpuMsPerSecond: number };
  readonly routes: readonly RouteCost[];
}

interface Meter {
  readonly server: ServerProcess;
  readonly web: ServerProcess;
  readonly counter: StatementCounter;
  readonly redis: LocalRedis | null;
  readonly client: pg.Client;
  readonly stage: Stage;
}

interface Addresses {
  readonly api: string;
  readonly web: string;
}

/** In bytes: bodies, and objects that they mention. */
interface Received {
  readonly bytes: number;
  readonly stored: number;
}

interface Reading extends Spent {
  readonly atMs: number;
}

const idleMs = 10_000;
/** The work that follows a request is done within this time: jobs are fetched every second or two. */
const afterworkMs = 4_000;

/** Measures every route of `costedRoutes` on one process, with real services if this machine has them. */
export async function measureCosts(stage: Stage): Promise<Costs> {
  const counter = await StatementCounter.start(stage.database.url);
  const redis = await LocalRedis.start();
  const client = new pg.Client({ connectionString: stage.database.url });
  await client.connect();
  const proxySecret = randomBytes(32).toString('base64url');
  const settings = { DATABASE_URL: counter.url, PROXY_SECRET: proxySecret, ...(redis && { REDIS_URL: redis.url }) };
  const { server, url: apiUrl } = await stage.startApi(undefined, settings);
  const { server: web, url: webUrl } = await stage.startWeb(apiUrl, proxySecret);
  const at = { api: apiUrl, web: webUrl };
  try {
    const meter = { server, web, counter, redis, client, stage };
    const photo = await makePhotoForm();
    // One-time loading and compilation is not part of a request's cost.
    for (const route of costedRoutes)
      await perform(at, await newcomer(apiUrl), route, photo, Math.ceil(route.count / 10));
    await untilQuiet(server);
    const idle = await measureIdle(meter);
    const routes: RouteCost[] = [];
    for (const route of costedRoutes) routes.push(await measureRoute(meter, at, route, photo, idle));
    return { database: stage.database.kind, idle, routes };
  } finally {
    await web.stop();
    await server.stop();
    await client.end();
    redis?.stop();
    counter.stop();
  }
}

async function newcomer(url: string): Promise<Visitor> {
  const [visitor] = await register(url, 1);
  if (!visitor) throw new Error('Nobody was registered.');
  return visitor;
}

async function measureIdle(meter: Meter): Promise<Costs['idle']> {
  const before = await read(meter);
  await new Promise((resolve) => setTimeout(resolve, idleMs));
  const after = await read(meter);
  const seconds = (after.atMs - before.atMs) / 1000;
  return {
    statementsPerSecond: (after.statements - before.statements) / seconds,
    apiCpuMsPerSecond: (after.apiCpuMs - before.apiCpuMs) / seconds,
  };
}

async function measureRoute(
  meter: Meter,
  at: Addresses,
  route: CostedRoute,
  photo: PhotoForm,
  idle: Costs['idle'],
): Promise<RouteCost> {
  const visitor = await newcomer(at.api);
  await new Promise((resolve) => setTimeout(resolve, afterworkMs));
  let before = await read(meter);
  const received = await perform(at, visitor, route, photo, route.count, async () => {
    await untilQuiet(meter.server);
    before = await read(meter);
  });
  await new Promise((resolve) => setTimeout(resolve, afterworkMs));
  const after = await read(meter);
  const seconds = (after.atMs - before.atMs) / 1000;
  const each = (name: 'webCpuMs' | 'apiCpuMs' | 'statements' | 'databaseBytes' | 'walBytes', idlePerSecond = 0) =>
    Math.max(0, after[name] - before[name] - idlePerSecond * seconds) / route.count;
  const eachOf = (name: 'databaseCpuMs' | 'redisCommands') => {
    const [first, last] = [before[name], after[name]];
    return first === null || last === null ? null : (last - first) / route.count;
  };
  return {
    name: route.name,
    webCpuMs: each('webCpuMs'),
    apiCpuMs: each('apiCpuMs', idle.apiCpuMsPerSecond),
    databaseCpuMs: eachOf('databaseCpuMs'),
    statements: each('statements', idle.statementsPerSecond),
    redisCommands: eachOf('redisCommands'),
    databaseBytes: each('databaseBytes'),
    walBytes: each('walBytes'),
    responseBytes: received.bytes / route.count,
    storedBytes: received.stored / route.count,
  };
}

/** @param begin called when all preparations are done */
async function perform(
  { api, web }: Addresses,
  visitor: Visitor,
  route: CostedRoute,
  photo: PhotoForm,
  count: number,
  begin: () => Promise<void> = () => Promise.resolve(),
): Promise<Received> {
  const prepared = (await route.prepare?.(api, visitor, photo)) ?? '';
  await begin();
  let [bytes, stored] = [0, 0];
  let current = visitor;
  for (let made = 0; made < count; made += 1) {
    const { path, init } = route.request(current, prepared, photo);
    const response = await fetch(new URL(path, route.isPage ? web : api), init);
    if (!response.ok) throw new Error(`${route.name}: ${response.status} ${await response.text()}`);
    const body = Buffer.from(await response.arrayBuffer());
    bytes += body.length;
    stored += route.storedBytes?.(body.toString()) ?? 0;
    if (route.followsCookies) current = { ...current, cookies: renewed(current.cookies, response) };
  }
  return { bytes, stored };
}

function renewed(cookies: string, response: Response): string {
  const values = new Map(cookies.split('; ').map((pair) => [pair.split('=', 1)[0] ?? '', pair]));
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';', 1);
    values.set(pair.split('=', 1)[0] ?? '', pair);
  }
  return [...values.values()].join('; ');
}

async function read({ server, web, counter, redis, client, stage }: Meter): Promise<Reading> {
  const { rows } = await client.query<{ wal: string; size: string }>(
    `SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS wal, pg_database_size(current_database()) AS size`,
  );
  const databaseCpu = stage.database.cpuSeconds();
  return {
    atMs: performance.now(),
    webCpuMs: web.cpuSeconds() * 1000,
    apiCpuMs: server.cpuSeconds() * 1000,
    databaseCpuMs: databaseCpu === null ? null : databaseCpu * 1000,
    statements: counter.statements,
    redisCommands: redis ? await redis.commands() : null,
    databaseBytes: Number(rows[0]?.size ?? 0),
    walBytes: Number(rows[0]?.wal ?? 0),
  };
}
