/** `npm run bench`: see docs/performance.md, and `options.ts` for its options. */
import { readOptions } from './options.ts';
import { runFlood } from './load/flood.ts';
import { machine } from './machine.ts';
import { readReport, renewReport, type Report, toWork, writeReport } from './report.ts';
import { runGuard } from './guard/guard.ts';
import { runScenario, scenarios } from './scenarios/scenarios.ts';
import { pageScenarios, runPageScenario } from './scenarios/pages.ts';
import { measureFirstLoad } from './scenarios/first-load.ts';
import { measureCosts } from './costs/costs.ts';
import { measureIdle } from './costs/idle.ts';
import { measureGrowth } from './growth/growth.ts';
import { measureMemory } from './scenarios/memory.ts';
import { measureStreams } from './scenarios/streams.ts';
import { Stage } from './stage.ts';
import { measureStartup } from './scenarios/startup.ts';
import type { Comparison } from './load/measure.ts';
import { compareTiming } from './load/timing.ts';

const options = readOptions(process.argv.slice(2));
const { rounds, seconds, only: wanted } = options;
const chosen = (name: string) => wanted?.some((part) => name.includes(part)) ?? true;

const figures = ['flood', 'startup', 'timing', 'memory', 'streams', 'costs', 'idle', 'growth', 'first-load', 'scale'];
const parts = [...scenarios, ...pageScenarios].map(({ name }) => name).concat(figures);
const unknown = wanted?.find((part) => !parts.some((name) => name.includes(part)));
if (unknown !== undefined) {
  console.error(`There is nothing to measure called \`${unknown}\`. There are: ${parts.join(', ')}.`);
  process.exit(2);
}

const stage = await Stage.open();
try {
  if (options.guard) process.exitCode = (await runGuard(stage)) ? 0 : 1;
  else await measure();
} finally {
  await stage.close();
}

async function measure(): Promise<void> {
  const work: Report['work'][number][] = [];
  const record = (scenario: Parameters<typeof toWork>[0], result: Comparison) => {
    console.log(
      `${scenario.name}: ${result.ratio.toFixed(2)} of the limit (${result.ratios.map((ratio) => ratio.toFixed(2)).join(', ')}), ` +
        `${result.ours.requestsPerSecond.toFixed(0)}/s against ${result.limit.requestsPerSecond.toFixed(0)}/s, p99 ${result.ours.p99Ms.toFixed(1)} ms, ` +
        `CPU ${result.ours.cpuMsPerRequest.toFixed(3)} ms against ${result.limit.cpuMsPerRequest.toFixed(3)} ms`,
    );
    work.push(toWork(scenario, result));
  };
  for (const scenario of scenarios.filter(({ name }) => chosen(name)))
    record(scenario, await runScenario(stage, scenario, { rounds, seconds }));
  for (const scenario of pageScenarios.filter(({ name }) => chosen(name)))
    record(scenario, await runPageScenario(stage, scenario, { rounds, seconds }));
  const storms = chosen('flood') ? await runFlood(stage, seconds) : null;
  if (storms) console.log('storms:', storms);
  const startup = chosen('startup') ? await measureStartup(stage, rounds) : null;
  if (startup) console.log('cold start:', startup);
  const timing = chosen('timing') ? await compareTiming(stage, 150) : null;
  if (timing) console.log('timing of accounts:', timing);
  const memory = chosen('memory') ? await measureMemory(stage, options.uploads) : null;
  if (memory) console.log('memory:', memory);
  const streams = chosen('streams') ? { ...(await measureStreams(stage)), ...machine() } : null;
  if (streams) console.log('open streams:', streams);
  const costs = chosen('costs') ? { ...(await measureCosts(stage)), ...machine() } : null;
  if (costs) console.log('costs:', costs);
  const idle = chosen('idle') ? { ...(await measureIdle(stage)), ...machine() } : null;
  if (idle) console.log('at rest:', idle);
  const firstLoad = chosen('first-load') ? await measureFirstLoad(stage) : null;
  if (firstLoad) console.log('first load:', firstLoad);
  // Its size is given on the command line, so it runs only when named.
  const growth = wanted?.includes('growth')
    ? { ...(await measureGrowth(stage, options.users, rounds)), ...machine() }
    : null;
  const report = {
    database: stage.database.kind,
    ...machine(),
    rounds,
    seconds,
    work,
    storms,
    startup,
    timing,
    streams,
    costs,
    idle,
    growth: growth ?? (wanted ? null : readReport().growth),
    firstLoad,
  };
  if (!options.report) return;
  if (wanted) renewReport(report);
  else writeReport(report);
}
