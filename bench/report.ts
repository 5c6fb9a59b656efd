import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine.ts';
import type { Flood, Storm } from './load/flood.ts';
import type { Comparison, Sample } from './load/measure.ts';
import { renderScale } from './scale/render.ts';
import type { Scenario } from './scenarios/scenario.ts';
import type { Timing } from './load/timing.ts';
import type { Startup } from './scenarios/startup.ts';
import type { Costs } from './costs/costs.ts';
import type { Idle } from './costs/idle.ts';
import type { Growth } from './growth/growth.ts';
import type { FirstLoad } from './scenarios/first-load.ts';
import type { Streams } from './scenarios/streams.ts';

export interface Report extends Machine {
  readonly database: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly work: readonly { name: string; limitIs: string; target: number; result: Comparison }[];
  /** Absent in reports of before. */
  readonly storms?: Flood | null;
  readonly startup: Startup | null;
  readonly timing: Timing | null;
  readonly streams: (Streams & Machine) | null;
  readonly costs: (Costs & Machine) | null;
  readonly idle: (Idle & Machine) | null;
  readonly growth: (Growth & Machine) | null;
  readonly firstLoad: FirstLoad | null;
}

const reportFile = join(import.meta.dirname, 'report.json');

export function toWork(
  scenario: Pick<Scenario, 'name' | 'limit' | 'target'>,
  result: Comparison,
): Report['work'][number] {
  return { name: scenario.name, limitIs: scenario.limit, target: scenario.target, result };
}

/** Writes `bench/report.json` and, for users, `docs/performance.md` and `docs/scale.md`. */
export function writeReport(report: Report): void {
  writeFileSync(reportFile, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(import.meta.dirname, '../docs/performance.md'), renderReport(report));
  if (report.costs && report.streams) {
    writeFileSync(
      join(import.meta.dirname, '../docs/scale.md'),
      renderScale(report.costs, report.streams, report.idle),
    );
  }
}

export function readReport(): Report {
  const parts = JSON.parse(readFileSync(reportFile, 'utf8')) as Omit<Report, 'idle' | 'growth' | 'firstLoad'>;
  return { idle: null, growth: null, firstLoad: null, ...parts };
}

/** Writes the parts that were measured, and leaves the rest of the report as it is. What stands above the table is of its last run. */
export function renewReport({
  work,
  storms,
  startup,
  timing,
  streams,
  costs,
  idle,
  growth,
  firstLoad,
  ...run
}: Report): void {
  const former = readReport();
  const renewed = new Map([...former.work, ...work].map((row) => [row.name, row]));
  writeReport({
    ...former,
    ...(work.length > 0 && { ...run, work: [...renewed.values()] }),
    ...(storms && { storms }),
    ...(startup && { startup }),
    ...(timing && { timing }),
    ...(streams && { streams }),
    ...(costs && { costs }),
    ...(idle && { idle }),
    ...(growth && { growth }),
    ...(firstLoad && { firstLoad }),
  });
}

export function renderReport(report: Report): string {
  return `# Performance

Written by \`npm run bench\`. Each figure is a ratio to a limit measured in the same run: raw Fastify doing only the indispensable
work, alternating with ours (limit, ours, limit, ours, …), median of ${report.rounds} rounds of ${report.seconds} s after warm-up. If one process does the
work, server and load generator have a core each; hashing uses all cores. Absolute figures hold for this machine; ratios are more portable.

Node ${report.node} · ${report.processor} · ${report.database}. Ours is complete: guard, session check, validation, serialization, log line, headers.

| work | limit | target | **ratio** | ours /s | limit /s | p50 · p99 ms ours | limit | CPU ms/request ours | limit | RSS MiB |
|---|---|---|---|---|---|---|---|---|---|---|
${report.work.map(renderWork).join('\n')}
${report.storms ? renderStorms(report.storms) : ''}${report.startup ? renderStartup(report.startup) : ''}${report.firstLoad ? renderFirstLoad(report.firstLoad) : ''}${report.timing ? renderTiming(report.timing) : ''}${report.streams ? renderStreams(report.streams) : ''}${report.idle ? renderIdle(report.idle) : ''}${report.growth ? renderGrowth(report.growth) : ''}${whatIsLeft}`;
}

/** Of a profile of the built api under 50 connections (\`node --cpu-prof\`), by hand; renewed with the code it speaks of. */
const whatIsLeft = `
## What is left and why

\`GET /v1/health/live\`: writing the response to the socket takes 23 % of the CPU time, Node's serialization of the headers 8 %, setting them 3 %, the log line 5 %, the request id 1.5 %;
the rest is Node's and Fastify's bookkeeping in pieces below 4 %. Once garbage had been collected a few times, each \`process.nextTick\` cost six times as much for the rest of the process's life: V8 had forgotten
the shape of its objects. That was 12 % of a small request, and the api and the web keep that shape now (\`keepTicksFast\`): in tries a quarter of an hour apart, \`live\` went from 48,000 to 56,400 requests a second,
a stored file from 38,000 to 48,500. Five headers that only pages heed cost another 4 %. Sending a stored file past Fastify's reply gains nothing. The log line took a fifth while a thread wrote it, 4 KiB at a time;
a pipe that never blocks is now written to directly. An endpoint without a guard spends 2 % between hooks and response ([ADR 40](adr/0040-endpoints-are-compiled.md)).

\`POST /v1/auth/refresh\`: garbage collection takes about 11 % of the CPU time, the signature of the access token (Ed25519) 9 %, writing the statement to the database's socket 7 %,
everything else less than 3 % each. No single large cost is left.

The young generation (\`--max-semi-space-size\`) trades memory for CPU time. Measured within one hour at rest, \`me\` against its limit and the memory after large uploads: 4 MiB 0.92 and 260 MiB,
8 MiB 1.20 and 289 MiB, 16 MiB (Node's default) 1.33 and 310 MiB. The smallest request costs 32 µs with 16 MiB and 39 with 8 (40 and 48 in another run). The api uses 16 MiB, like the limits: small
requests are a fifth cheaper. V8 never shrinks the young generation: a process that has nothing to do compacts its heap, which gives back 38 MiB after a start. Buffers of
images are mapped from 256 KiB on ([uploads](uploads.md#memory)): sixty uploads of 12 megapixels end at 228 MiB instead of 270 to 293, five hundred at 239, and an image costs 1 % more CPU time.

\`POST /v1/auth/login\`: on both cores, hashing takes 68 % of the CPU time, the main thread 15 %, PostgreSQL 11 %, the load generator 6 %. Beside its hash, a sign-in costs 5 ms in a process that has served two hundred,
and 1.5 ms in one that has served two thousand, when its code is compiled. A registration costs 2 ms then, a quarter of it for the verification e-mail. PostgreSQL spends 1.4 ms per sign-in on two or three statements.
A hash takes 9 ms, and the kernel 2 ms more for its 19 MiB of fresh memory, in the limit too; the library maps that memory itself, so no allocator setting avoids it. Node's own \`crypto.argon2\` takes 26 ms.
Three hashes at once instead of two gained nothing; a lower priority for the hashing threads leaves the throughput as it is, and shortens everybody else's wait in a storm.

Growth: in an earlier run, \`GET /v1/albums\` and \`POST /v1/auth/register\` were above 1.30 by their slowest per cent alone, in the latest run \`GET /v1/albums/:id/images\` (1.31): which route it is, is chance.
The plans that scan are five sweeps of what lives for minutes (challenges, codes): PostgreSQL reads 20,000 such rows in one pass rather than a thousand of them by the index, and changes to the index where there are more.

Storms last 30 s. In their first third of a second the load generator opens 300 connections at once, and the slowest refusals fall into it; a storm of six seconds had a p99 of 200 ms for that alone.
Threads that hash yield to the one that serves all requests: without that, the same refusals took up to 0.9 s, since six threads shared two cores evenly. With requests that arrive one by one
(exponential gaps, from a generator that takes a tenth of the machine) refusals have a p99 of 18 to 35 ms, and goodput is 0.71 for sign-ins: a refusal by itself costs 0.12 ms of the main thread.
A refusal that closes its connection costs 2.6 times one that keeps it open, so the api lets a small body arrive first ([ADR 39](adr/0039-sign-ins-are-shed-unread.md)).
`;

function renderWork({ name, limitIs, target, result }: Report['work'][number]): string {
  const { ours, limit, ratio } = result;
  return `| ${name} | ${limitIs} | ≥ ${target.toFixed(2)} | **${ratio.toFixed(2)}** | ${rate(ours)} | ${rate(limit)} | ${times(ours)} | ${times(limit)} | ${ours.cpuMsPerRequest.toFixed(3)} | ${limit.cpuMsPerRequest.toFixed(3)} | ${ours.rssMebibytes.toFixed(0)} |`;
}

function renderStorms({ idleP99Ms, login, register }: Flood): string {
  const row = (name: string, storm: Storm) =>
    `| ${name} | ${storm.capacityPerSecond.toFixed(0)} | ${storm.offeredPerSecond.toFixed(0)} | **${storm.goodput.toFixed(2)}** | ${storm.shed} | ${storm.shedP99Ms.toFixed(0)} | ${storm.meP99Ms.toFixed(0)} | ${storm.known.ok} of ${storm.known.ok + storm.known.refused} | ${(storm.recoveryMs / 1000).toFixed(1)} |`;
  return `
**Storms** of ten times the capacity measured just before (targets: goodput ≥ 0.85, refusals p99 < 100 ms, \`GET /v1/auth/me\` at 100/s p99 < 100 ms, idle
${idleP99Ms.toFixed(0)} ms; recovery within 2 s). Meanwhile known browsers sign in five times a second.

| storm | capacity /s | offered /s | goodput | refused with 503 | p99 ms of refusals | p99 ms of me | known served | s to recover |
|---|---|---|---|---|---|---|---|---|
${row('sign-ins', login)}
${row('sign-ups', register)}
`;
}

function renderStartup(startup: Startup): string {
  return `
**Cold start** of the built api to ready: ${startup.oursMs.toFixed(0)} ms, ${startup.oursRssMebibytes.toFixed(0)} MiB idle (targets 600 ms, 150 MiB); Nest with one route: ${startup.limitMs.toFixed(0)} ms, ${startup.limitRssMebibytes.toFixed(0)} MiB.
`;
}

function renderFirstLoad({ frameworkBytes, pages }: FirstLoad): string {
  const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1);
  const each = pages.map(({ path, bytes }) => `${path} ${kilobytes(bytes)} kB`);
  return `
**First load**: scripts of a page, as sent compressed: ${each.join(', ')} (target 120 kB). React, the Next.js runtime and its module loader take ${kilobytes(frameworkBytes)} kB of each.
`;
}

function renderTiming(timing: Timing): string {
  return `
**Enumeration by time**: a wrong password takes ${timing.knownMedianMs.toFixed(1)} ms for an account that exists and ${timing.unknownMedianMs.toFixed(1)} ms for one that does not (medians of ${timing.samples} each,
Mann-Whitney p = ${timing.p.toFixed(2)}; below 0.01 they would be distinguishable).
`;
}

function renderStreams(streams: Streams & Machine): string {
  const { ours, limit, fewLatency, manyLatency } = streams;
  const held = (name: string, side: Streams['ours']) =>
    `| ${name} | ${side.kibibytesPerStream.toFixed(1)} | ${side.openSeconds.toFixed(1)} | ${side.idleCpuSecondsPerMinute.toFixed(1)} |`;
  const delays = ({ p50Ms, p99Ms }: Streams['fewLatency']) =>
    `${p50Ms.toFixed(0)} ms (p50), ${p99Ms.toFixed(0)} ms (p99)`;
  const mebibytes = (value: number) => `${value.toFixed(0)} MiB`;
  return `
**Open streams**: ${streams.streams} of \`GET /v1/events\`, of ${streams.users} users, on one process with one core (Node ${streams.node}, ${streams.processor}). The limit is a bare Node server that writes
the first frame and heartbeats. CPU time is measured over a minute with only heartbeats and presence renewal.

| ${streams.streams} streams | KiB per stream | s to open all | CPU s per minute, idle |
|---|---|---|---|
${held('ours', ours)}
${held('limit', limit)}
| **ratio** | ${(ours.kibibytesPerStream / limit.kibibytesPerStream).toFixed(1)} | ${(ours.openSeconds / limit.openSeconds).toFixed(1)} | ${(ours.idleCpuSecondsPerMinute / limit.idleCpuSecondsPerMinute).toFixed(1)} |

Latency from the statement that causes an event to its arrival at the client: ${delays(manyLatency)}, with 200 streams open ${delays(fewLatency)};
${manyLatency.missing} of ${manyLatency.arrivals + manyLatency.missing} events did not arrive. Memory: ${mebibytes(streams.rssBeforeMebibytes)} before, ${mebibytes(streams.rssOpenMebibytes)} with all open, ${mebibytes(streams.rssClosedMebibytes)} after they closed,
${mebibytes(streams.rssAgainMebibytes)} with as many open again.
SIGTERM with all of them open: the process ended after ${streams.stopSeconds.toFixed(1)} s, ${streams.brokenAtStop} streams were reset.
`;
}

function renderIdle({ seconds, atRest, node, processor }: Idle & Machine): string {
  const each = atRest.map(
    ({ services, statementsPerSecond, apiCpuMsPerSecond }) =>
      `| ${services} | ≤ 0.20 | **${statementsPerSecond.toFixed(2)}** | ${apiCpuMsPerSecond.toFixed(1)} |`,
  );
  return `
**At rest**: an api without requests for a minute, measured over ${seconds} s more without requests (Node ${node}, ${processor}).
Each readiness probe and each scrape of the metrics adds a few statements.

| services | target | SQL statements per second | CPU ms per second |
|---|---|---|---|
${each.join('\n')}
`;
}

function renderGrowth({ users, rows, fillSeconds, routes, plans, faults, node, processor }: Growth & Machine): string {
  const each = routes.map(
    ({ name, emptyP99Ms, grownP99Ms, p50Ratio, p99Ratio }) =>
      `| ${name} | ${emptyP99Ms.toFixed(1)} | ${grownP99Ms.toFixed(1)} | ${p50Ratio.toFixed(2)} | **${p99Ratio.toFixed(2)}** |`,
  );
  return `
**Growth**: a PostgreSQL with ${users} users and ${Math.round(rows / 1e5) / 10} million rows of theirs (generated in ${fillSeconds.toFixed(0)} s) compared with a nearly empty one; each request alternates between both, one at a
time (Node ${node}, ${processor}). Ratios are medians of rounds, the target is p99 ≤ 1.30. Of ${plans} query plans of routes, jobs, sweeps and retention, ${faults.length} scan
a growing table.

| request | p99 ms, empty | p99 ms, grown | p50 ratio | p99 ratio |
|---|---|---|---|---|
${each.join('\n')}
`;
}

const rate = (sample: Sample) => sample.requestsPerSecond.toFixed(0);
const times = (sample: Sample) => `${sample.p50Ms.toFixed(1)} · ${sample.p99Ms.toFixed(1)}`;
