import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from '@pixelboxx/embedded-postgres';
import { createDatabase, migrate, register, type Stage } from '../stage.ts';
import { LocalNats } from './local-nats.ts';
import { LocalRedis } from './local-redis.ts';
import { StatementCounter } from './statement-counter.ts';

/** Long enough after the last request for all polling to have slowed down. */
const calmMs = 75_000;
/** Several rounds of all scheduled work, except what runs once an hour. */
const idleSeconds = 300;

/** The cost of a process without requests. */
export interface AtRest {
  readonly services: string;
  readonly statementsPerSecond: number;
  readonly apiCpuMsPerSecond: number;
}

export interface Idle {
  readonly seconds: number;
  readonly atRest: readonly AtRest[];
}

interface Contestant {
  readonly services: string;
  readonly databaseUrl: string;
  readonly settings?: Record<string, string>;
}

/** Measures with every service that this machine has, on a separate database, and on the embedded stack, both at once. */
export async function measureIdle(stage: Stage): Promise<Idle> {
  const own = await createDatabase(stage, 'bench_idle');
  const [redis, nats] = [await LocalRedis.start(), await LocalNats.start()];
  const embedded = await startEmbeddedPostgres({});
  await migrate(embedded.url);
  const services = [stage.database.kind, ...(redis ? ['Redis'] : []), ...(nats ? ['NATS'] : [])].join(', ');
  const settings = { ...(redis && { REDIS_URL: redis.url }), ...(nats && { NATS_URL: nats.url }) };
  try {
    const atRest = await Promise.all([
      rest(stage, { services, databaseUrl: own.url, settings }),
      rest(stage, { services: 'embedded PostgreSQL alone', databaseUrl: embedded.url }),
    ]);
    return { seconds: idleSeconds, atRest };
  } finally {
    nats?.stop();
    redis?.stop();
    await embedded.stop();
    await own.drop();
  }
}

async function rest(stage: Stage, { services, databaseUrl, settings }: Contestant): Promise<AtRest> {
  const counter = await StatementCounter.start(databaseUrl);
  const { server, url } = await stage.startApi(undefined, { ...settings, DATABASE_URL: counter.url });
  try {
    await register(url, 3);
    await sleep(calmMs);
    const before = { statements: counter.statements, cpuSeconds: server.cpuSeconds(), atMs: performance.now() };
    counter.record();
    await sleep(idleSeconds * 1000);
    const seconds = (performance.now() - before.atMs) / 1000;
    for (const [text, count] of counter.recorded()) console.log(`${services}: ${count} × ${shorten(text)}`);
    return {
      services,
      statementsPerSecond: (counter.statements - before.statements) / seconds,
      apiCpuMsPerSecond: ((server.cpuSeconds() - before.cpuSeconds) * 1000) / seconds,
    };
  } finally {
    await server.stop();
    counter.stop();
  }
}

const shorten = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, 120);
