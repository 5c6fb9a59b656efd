import { randomInt } from 'node:crypto';
import { type LoadJob, type LoadResult, runLoad, runLoads } from './load.ts';
import { deviceCookieOf, loginBody, password, register, type Stage, type Visitor } from '../stage.ts';

/** The load, as a multiple of capacity. */
const timesCapacity = 10;
/**
 * Long enough that its first moment does not decide: the load generator opens its 300 connections at once, and needs a
 * third of a second for that itself.
 */
const stormSeconds = 30;
/** Before capacity is measured: code not compiled yet would make it seem small, and the storm harmless. */
const warmUpSeconds = 15;
/** After this many successes in a row a service counts as recovered. */
const successes = 5;

/** The result of one storm; capacity is measured in the same run, just before. */
export interface Storm {
  readonly capacityPerSecond: number;
  readonly offeredPerSecond: number;
  /** Throughput during the storm ÷ capacity. */
  readonly goodput: number;
  /** Requests refused with 503. */
  readonly shed: number;
  /** 99th percentile of the time to refuse them. */
  readonly shedP99Ms: number;
  /** 99th percentile of `GET /v1/auth/me`, at a steady 100 requests per second. */
  readonly meP99Ms: number;
  /** Sign-ins during the storm by browsers that have signed in before, five per second. */
  readonly known: { readonly ok: number; readonly refused: number; readonly p99Ms: number };
  /** From the end of the storm until unknown browsers sign in reliably again. */
  readonly recoveryMs: number;
}

export interface Flood {
  /** 99th percentile of `GET /v1/auth/me` without other load. */
  readonly idleP99Ms: number;
  readonly login: Storm;
  readonly register: Storm;
}

/** Runs storms at ten times the capacity for hashing, of sign-ins to many accounts and of sign-ups, while others use the site. */
export async function runFlood(stage: Stage, seconds: number): Promise<Flood> {
  const { server, url } = await stage.startApi();
  try {
    const visitors = await register(url, 10);
    const users = await register(url, 100);
    const use = { ...reading(url, visitors), seconds };
    await runLoad(use);
    const idle = await runLoad(use);
    const storm = (job: Omit<LoadJob, 'connections' | 'seconds'>) => measureStorm(url, job, visitors, use);
    const json = { url: '', method: 'POST', headers: [{ 'content-type': 'application/json' }] } as const;
    return {
      idleP99Ms: idle.p99Ms,
      login: await storm({ ...json, url: `${url}/v1/auth/login`, bodies: users.map(loginBody) }),
      register: await storm({
        ...json,
        url: `${url}/v1/auth/register`,
        body: JSON.stringify({ username: 'storm_{n}', email: 'storm_{n}@example.com', password }),
        uniqueFrom: randomInt(1e9) * 1e4,
      }),
    };
  } finally {
    await server.stop();
  }
}

const reading = (url: string, visitors: readonly Visitor[]): Omit<LoadJob, 'seconds'> => ({
  url: `${url}/v1/auth/me`,
  method: 'GET',
  headers: visitors.map(({ cookies }) => ({ cookie: cookies })),
  connections: 10,
  rate: 100,
});

async function measureStorm(
  url: string,
  job: Omit<LoadJob, 'connections' | 'seconds'>,
  known: readonly Visitor[],
  use: LoadJob,
): Promise<Storm> {
  const { seconds } = use;
  /** Numbers that no other part of the storm uses. */
  const numbersFrom = (part: number) =>
    job.uniqueFrom === undefined ? {} : { uniqueFrom: job.uniqueFrom + part * 5_000_000 };
  await runLoad({ ...job, connections: 16, seconds: warmUpSeconds });
  const capacity = await runLoad({ ...job, ...numbersFrom(1), connections: 16, seconds });
  const rate = Math.round(timesCapacity * capacity.requestsPerSecond);
  const [storm, during, returning] = await runLoads([
    { ...job, ...numbersFrom(2), connections: 300, rate, seconds: stormSeconds },
    { ...use, seconds: stormSeconds },
    {
      url: `${url}/v1/auth/login`,
      method: 'POST',
      headers: known.map(({ cookies }) => ({ 'content-type': 'application/json', cookie: deviceCookieOf(cookies) })),
      bodies: known.map(loginBody),
      connections: known.length,
      rate: 5,
      seconds: stormSeconds,
    },
  ]);
  const endedAt = performance.now();
  const [first] = known;
  if (!first) throw new Error('Nobody is known');
  const recoveredAt = await untilWell(url, loginBody(first));
  return {
    capacityPerSecond: capacity.requestsPerSecond,
    offeredPerSecond: rate,
    goodput: (storm.requestsPerSecond + returning.requestsPerSecond) / capacity.requestsPerSecond,
    shed: storm.refused['503'] ?? 0,
    shedP99Ms: storm.refusedP99Ms,
    meP99Ms: during.p99Ms,
    known: { ok: returning.ok, refused: refusedOf(returning), p99Ms: returning.p99Ms },
    recoveryMs: recoveredAt - endedAt,
  };
}

const refusedOf = ({ refused }: LoadResult) => Object.values(refused).reduce((sum, count) => sum + count, 0);

/** When the first of this many successes in a row was requested. */
async function untilWell(url: string, body: string): Promise<number> {
  const deadline = performance.now() + 30_000;
  let startedAt = performance.now();
  for (let row = 0; row < successes && performance.now() < deadline;) {
    const askedAt = performance.now();
    if (row === 0) startedAt = askedAt;
    const response = await fetch(`${url}/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    row = response.ok ? row + 1 : 0;
  }
  return startedAt;
}
