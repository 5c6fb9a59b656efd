import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { untilQuiet } from '../load/measure.ts';
import { percentile } from '../load/percentile.ts';
import { possibleStreams, StreamHolder } from '../load/streams.ts';
import type { ServerProcess } from '../server-process.ts';
import { register, type Stage, type Visitor } from '../stage.ts';

const wantedStreams = 10_000;
/** The maximum per user. */
const streamsPerUser = 20;
const events = 200;
const eventsPerSecond = 10;
/** Includes the machine's noise, and several heartbeats of every stream. */
const idleSeconds = 60;
const serverCore = 0;
const clientCore = 1;

/** The cost of holding idle streams. */
interface Held {
  readonly openSeconds: number;
  readonly kibibytesPerStream: number;
  readonly idleCpuSecondsPerMinute: number;
}

interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly arrivals: number;
  readonly missing: number;
}

export interface Streams {
  readonly streams: number;
  readonly users: number;
  readonly ours: Held;
  readonly limit: Held;
  readonly rssBeforeMebibytes: number;
  readonly rssOpenMebibytes: number;
  /** A while after all clients have disconnected. */
  readonly rssClosedMebibytes: number;
  /** With the same number open again: an increase over the first time would be a leak of closed streams. */
  readonly rssAgainMebibytes: number;
  /** With the streams of ten users open, and with all of them. */
  readonly fewLatency: Latency;
  readonly manyLatency: Latency;
  /** From SIGTERM, with all of them open again, to the end of the process. */
  readonly stopSeconds: number;
  readonly brokenAtStop: number;
}

/** One api process with its target number of open streams, and a bare server with as many. */
export async function measureStreams(stage: Stage): Promise<Streams> {
  const streams = possibleStreams(wantedStreams);
  const users = Math.ceil(streams / streamsPerUser);
  const visitors = await registered(stage, users);
  const limit = await measureLimit(stage, streams);
  const { server, url } = await stage.startApi(serverCore);
  const holder = new StreamHolder(clientCore);
  let isStopped = false;
  const target = { do: 'open', url, path: '/v1/events', cookies: visitors.map(({ cookies }) => cookies) } as const;
  try {
    const few = { ...target, cookies: target.cookies.slice(0, 10) };
    await holder.ask({ ...few, count: 10 * streamsPerUser });
    const fewLatency = await measureLatency(stage, holder, visitors.slice(0, 10));
    await closeAll(holder, server);
    const rssBeforeMebibytes = server.rssMebibytes();
    const ours = await hold(server, holder, { ...target, count: streams });
    const rssOpenMebibytes = server.rssMebibytes();
    const manyLatency = await measureLatency(stage, holder, visitors);
    await closeAll(holder, server);
    await sleep(5_000);
    const rssClosedMebibytes = server.rssMebibytes();
    await holder.ask({ ...target, count: streams });
    const rssAgainMebibytes = server.rssMebibytes();
    const stoppingAt = performance.now();
    await server.stop();
    isStopped = true;
    const stopSeconds = (performance.now() - stoppingAt) / 1000;
    const { broken: brokenAtStop } = await untilClosed(holder);
    const rss = { rssBeforeMebibytes, rssOpenMebibytes, rssClosedMebibytes, rssAgainMebibytes };
    return { streams, users, ours, limit, ...rss, fewLatency, manyLatency, stopSeconds, brokenAtStop };
  } finally {
    holder.stop();
    if (!isStopped) await server.stop();
  }
}

/** Registered by another process: memory left by hashing their passwords must not count for the streams. */
async function registered(stage: Stage, count: number): Promise<Visitor[]> {
  const { server, url } = await stage.startApi();
  try {
    return await register(url, count);
  } finally {
    await server.stop();
  }
}

async function measureLimit(stage: Stage, count: number): Promise<Held> {
  const { server, url } = await stage.startLimit('streams.ts', serverCore);
  const holder = new StreamHolder(clientCore);
  try {
    const target = { do: 'open', url, path: '/events', cookies: [''] } as const;
    await holder.ask({ ...target, count: 10 * streamsPerUser });
    await closeAll(holder, server);
    return await hold(server, holder, { ...target, count });
  } finally {
    holder.stop();
    await server.stop();
  }
}

async function hold(
  server: ServerProcess,
  holder: StreamHolder,
  request: Parameters<StreamHolder['ask']>[0] & { readonly count: number },
): Promise<Held> {
  const before = server.rssMebibytes();
  const { openMs } = await holder.ask(request);
  await sleep(5_000);
  const cpuBefore = server.cpuSeconds();
  await sleep(idleSeconds * 1000);
  return {
    openSeconds: openMs / 1000,
    idleCpuSecondsPerMinute: ((server.cpuSeconds() - cpuBefore) / idleSeconds) * 60,
    kibibytesPerStream: ((server.rssMebibytes() - before) * 1024) / request.count,
  };
}

async function closeAll(holder: StreamHolder, server: ServerProcess): Promise<void> {
  await holder.ask({ do: 'close' });
  await untilClosed(holder);
  await untilQuiet(server);
}

async function untilClosed(holder: StreamHolder) {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const report = await holder.ask({ do: 'look' });
    if (report.open === 0) return report;
    if (performance.now() > deadline) throw new Error(`${report.open} streams do not end`);
    await sleep(50);
  }
}

/** From sending the statement that causes an event, including its commit, to the arrival on each stream of its user. */
async function measureLatency(stage: Stage, holder: StreamHolder, visitors: readonly Visitor[]): Promise<Latency> {
  const client = new pg.Client({ connectionString: stage.database.url });
  await client.connect();
  await holder.ask({ do: 'forget' });
  const delays: number[] = [];
  let sent = 0;
  try {
    // One event per user and round, because an arrival does not say to which event it belongs.
    for (const round of roundsOf(visitors.length)) {
      const sentAt = new Map<number, number>();
      for (const user of round) {
        sentAt.set(user, Number(process.hrtime.bigint()) / 1e6);
        await client.query('UPDATE users SET display_name = $1 WHERE username = $2', [
          `Bench ${sent}`,
          visitors[user]?.username,
        ]);
        sent += 1;
        await sleep(1000 / eventsPerSecond);
      }
      await untilArrived(holder, round.length * streamsPerUser);
      for (const [user, atMs] of (await holder.ask({ do: 'forget' })).arrivals)
        delays.push(atMs - (sentAt.get(user) ?? Number.NaN));
    }
  } finally {
    await client.end();
  }
  const missing = sent * streamsPerUser - delays.length;
  return { p50Ms: percentile(delays, 0.5), p99Ms: percentile(delays, 0.99), arrivals: delays.length, missing };
}

async function untilArrived(holder: StreamHolder, count: number): Promise<void> {
  const deadline = performance.now() + 5_000;
  while ((await holder.ask({ do: 'look' })).arrivals.length < count && performance.now() < deadline) await sleep(200);
}

function roundsOf(users: number): number[][] {
  const perRound = Math.min(users, events);
  const step = Math.floor(users / perRound);
  const round = Array.from({ length: perRound }, (_, index) => index * step);
  return Array.from({ length: Math.ceil(events / perRound) }, () => round);
}
