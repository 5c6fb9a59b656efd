import type { Costs, RouteCost } from '../costs/costs.ts';
import type { Idle } from '../costs/idle.ts';
import type { Machine } from '../machine.ts';
import type { Streams } from '../scenarios/streams.ts';
import { fromCdn, habits, imagesSeen, maxUsed, onlineAtPeak, peakFactor, prices, steps } from './assumptions.ts';
import { bottlenecks, type Load, loadOf } from './model.ts';

/** What each step requires of an installation with the existing engines. */
const changes: Readonly<Record<number, string>> = {
  1e3: `One machine with [compose](../docker/compose.yml): two processes of web and of api for updates without a pause, PostgreSQL with a nightly
backup and its log archived, one Redis, one NATS, a bucket. Nothing is near its limit; what hurts first is a lost disk.`,
  1e5: `Web and api on several machines behind a load balancer, each as many processes as it has cores; images through the CDN (\`S3_PUBLIC_URL\`). PostgreSQL on
a machine of its own with a standby, PgBouncer in transaction mode before it (1.21 or later, so that it keeps [prepared statements](operations.md#a-pooler-before-postgresql)): connections,
processes × \`DATABASE_POOL_MAX\`, come before processor time. Redis with a replica. Image work on api processes of its own (route \`/v1/uploads\` there), so
that a wave of uploads does not slow signing in. Streams: raise the load balancer's limit of idle connections.`,
  1e7: `What no single PostgreSQL holds any more is a year of rows, long before its processors are busy. In this order: reads that may be a second old (public pages, profiles, lists of others) go to read replicas;
tables that only grow (\`security_events\`, \`feed_entries\`, outbox, jobs) are partitioned by time, so that retention drops a partition instead of deleting
rows; outbox and events go from polling to JetStream consumers per partition; then users are spread over shards by \`user_id\` (Citus: nearly every table has it;
\`users\` by name and address need a lookup table, the feed's commit order holds per shard). Redis Cluster (\`REDIS_URL\` takes several hosts; keys
carry hash tags). The CDN takes public pages too (they are the same for everybody who is signed out). Several regions come after that, not before.`,
};

export function renderScale(costs: Costs & Machine, streams: Streams, idle: Idle | null): string {
  const loads = steps.map((users) => loadOf(users, costs, streams));
  const first = bottlenecks(costs, streams);
  return `# Scale, on paper

Written by \`npm run bench -- --only costs\` (measures) or \`--only scale\` (computes anew) from \`bench/report.json\` and the assumptions in
\`bench/scale/assumptions.ts\`. Nobody has run ten million users here; what one request costs was measured, the rest is multiplication.

## What one request costs

Means on ${costs.node}, ${costs.processor}, ${costs.database}${costs.routes.some(({ redisCommands }) => redisCommands !== null) ? ' and Redis' : ''}, one process of each, with what the request leaves to be done afterwards (mail, events, jobs), without what a
process does anyway in the minute after: ${costs.idle.statementsPerSecond.toFixed(1)} statements a second and ${costs.idle.apiCpuMsPerSecond.toFixed(0)} ms of processor time a second.${renderIdle(idle)}

| request | web CPU ms | api CPU ms | PostgreSQL CPU ms | statements | Redis commands | rows' bytes | log's bytes (WAL) | response bytes |
|---|---|---|---|---|---|---|---|---|
${costs.routes.map(renderRoute).join('\n')}

## Who uses it how

A user who comes on a day makes: ${Object.entries(habits)
    .map(([name, count]) => `${count} × \`${name}\``)
    .join(', ')};
sees ${imagesSeen} images, ${fromCdn * 100} % of them from the CDN. The busiest hour is ${peakFactor} times the mean; machines are at most ${maxUsed * 100} % busy in it; ${onlineAtPeak * 100} % of
the day's users have a page open then.

## What that takes

| users a day | ${steps.map((users) => users.toLocaleString('en')).join(' | ')} |
|---|${steps.map(() => '---|').join('')}
${rows(loads).join('\n')}

Prices, US dollars a month: ${prices.core} a core, ${prices.databaseCore} a core of PostgreSQL (twice, for the standby), ${prices.databaseGigabyte} a GB in it, ${prices.redis} a Redis, ${prices.objectGigabyte} a GB of objects,
${prices.egressGigabyte} a GB of egress; storage is that after a year.

## What is full first

One instance of each is full at so many users a day, ${maxUsed * 100} % counting as full:

| what | users a day |
|---|---|
${first.map(({ name, users }) => `| ${name} | ${roundly(users)} |`).join('\n')}

Of web and api one starts more: they keep nothing. What cannot simply be started twice is PostgreSQL.

## What each step changes

${steps.map((users) => `**${users.toLocaleString('en')} users a day.** ${changes[users] ?? ''}`).join('\n\n')}
`;
}

function renderRoute(cost: RouteCost): string {
  const optional = (value: number | null, digits: number) => (value === null ? '–' : value.toFixed(digits));
  return `| ${cost.name} | ${cost.webCpuMs.toFixed(1)} | ${cost.apiCpuMs.toFixed(1)} | ${optional(cost.databaseCpuMs, 2)} | ${cost.statements.toFixed(1)} | ${optional(cost.redisCommands, 1)} | ${cost.databaseBytes.toFixed(0)} | ${cost.walBytes.toFixed(0)} | ${cost.responseBytes.toFixed(0)} |`;
}

function rows(loads: readonly Load[]): string[] {
  const row = (name: string, valueOf: (load: Load) => string) => `| ${name} | ${loads.map(valueOf).join(' | ')} |`;
  return [
    row('requests a second', ({ requestsPerSecond }) => roundly(requestsPerSecond)),
    row('cores of web', ({ webCores }) => cores(webCores)),
    row('cores of api', ({ apiCores }) => cores(apiCores)),
    row('cores of PostgreSQL', ({ databaseCores }) => cores(databaseCores)),
    row('statements a second', ({ statementsPerSecond }) => roundly(statementsPerSecond)),
    row('Redis commands a second', ({ redisCommandsPerSecond }) => roundly(redisCommandsPerSecond)),
    row('open streams', ({ streams }) => roundly(streams)),
    row('PostgreSQL grows, a month', ({ databaseBytesPerMonth }) => bytes(databaseBytesPerMonth)),
    row('its log (WAL), a day', ({ walBytesPerDay }) => bytes(walBytesPerDay)),
    row('objects grow, a month', ({ objectBytesPerMonth }) => bytes(objectBytesPerMonth)),
    row('egress, a month', ({ egressBytesPerMonth }) => bytes(egressBytesPerMonth)),
    row('US dollars a month', ({ dollarsPerMonth }) => roundly(dollarsPerMonth)),
  ];
}

const cores = (value: number) => (value < 1 ? value.toFixed(2) : roundly(value));

/** Two digits are as precise as this model is. */
function roundly(value: number): string {
  return value < 10 ? value.toFixed(1) : Number(value.toPrecision(2)).toLocaleString('en');
}

function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  return `${roundly(value / 1000 ** power)} ${units[power] ?? ''}`;
}

function renderIdle(idle: Idle | null): string {
  const figures = idle?.atRest.map(
    ({ services, statementsPerSecond }) => `${statementsPerSecond.toFixed(2)} statements a second (${services})`,
  );
  return figures ? ` At rest, later, it is ${figures.join(', ')}.` : '';
}
