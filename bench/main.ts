/**
 * `npm run bench [-- --rounds 3 --seconds 10 --only me,login --no-report]`. Of a part, `streams` and `costs` renew the
 * report; `--only scale` measures nothing, and writes the reports anew from what was measured.
 */
import { parseArgs } from 'node:util';
import { runFlood } from './load/flood.ts';
import { machine } from './machine.ts';
import { renewReport, type Report, toWork, writeReport } from './report.ts';
import { runScenario, scenarios } from './scenarios/scenarios.ts';
import { measureCosts } from './costs/costs.ts';
import { measureStreams } from './scenarios/streams.ts';
import { Stage } from './stage.ts';
import { measureStartup } from './scenarios/startup.ts';
import { compareTiming } from './load/timing.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
    only: { type: 'string' },
    'no-report': { type: 'boolean', default: false },
  },
});
const rounds = { rounds: Number(values.rounds), seconds: Number(values.seconds) };
const wanted = values.only?.split(',');
const chosen = (name: string) => wanted?.some((part) => name.includes(part)) ?? true;

const stage = await Stage.open();
try {
  const work: Report['work'][number][] = [];
  for (const scenario of scenarios.filter(({ name }) => chosen(name))) {
    const result = await runScenario(stage, scenario, rounds);
    console.log(
      `${scenario.name}: ${result.ratio.toFixed(2)} of the limit (${result.ratios.map((ratio) => ratio.toFixed(2)).join(', ')}), ` +
        `${result.ours.requestsPerSecond.toFixed(0)}/s against ${result.limit.requestsPerSecond.toFixed(0)}/s, p99 ${result.ours.p99Ms.toFixed(1)} ms, ` +
        `CPU ${result.ours.cpuMsPerRequest.toFixed(3)} ms against ${result.limit.cpuMsPerRequest.toFixed(3)} ms`,
    );
    work.push(toWork(scenario, result));
  }
  const storms = chosen('flood') ? await runFlood(stage, rounds.seconds) : null;
  if (storms) console.log('storms:', storms);
  const startup = chosen('startup') ? await measureStartup(stage, rounds.rounds) : null;
  if (startup) console.log('cold start:', startup);
  const timing = chosen('timing') ? await compareTiming(stage, 150) : null;
  if (timing) console.log('timing of accounts:', timing);
  const streams = chosen('streams') ? { ...(await measureStreams(stage)), ...machine() } : null;
  if (streams) console.log('open streams:', streams);
  const costs = chosen('costs') ? { ...(await measureCosts(stage)), ...machine() } : null;
  if (costs) console.log('costs:', costs);
  const report = {
    database: stage.database.kind,
    ...machine(),
    ...rounds,
    work,
    storms,
    startup,
    timing,
    streams,
    costs,
  };
  if (!values['no-report']) {
    if (!wanted) writeReport(report);
    else if (streams || costs || wanted.includes('scale'))
      renewReport({ ...(streams && { streams }), ...(costs && { costs }) });
  }
} finally {
  await stage.close();
}
