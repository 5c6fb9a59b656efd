import { median } from '../load/measure.ts';
import { machine, type Machine } from '../machine.ts';
import { readReport } from '../report.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { runScenario, scenarios } from '../scenarios/scenarios.ts';
import type { Stage } from '../stage.ts';

/** The guarded rows, with the seconds of a burst; enough for each ratio to be reproducible. */
const guarded: Readonly<Record<string, number>> = {
  'GET /v1/auth/me': 2,
  'GET /v1/health/live': 2,
  'POST /v1/auth/refresh': 2,
  'POST /v1/auth/login': 2,
  'GET /files, a stored variant': 2,
  'POST /v1/uploads/image, 12 MP to READY': 4,
};
const rounds = 3;
/** Share of the ratio in the committed report. The limit gains more or less than we do from another kind of processor. */
const maxLost = { sameProcessor: 0.25, otherProcessor: 0.5 };

export type Outcome = 'passed' | 'failed' | 'skipped';

/** One line for the reader, and how it counts. */
export interface Assessment {
  readonly outcome: Outcome;
  readonly line: string;
}

/** How much of a committed ratio may be lost on this machine before a row fails. */
export function tolerance(reported: Machine, here: Machine): number {
  return reported.processor === here.processor ? maxLost.sameProcessor : maxLost.otherProcessor;
}

/**
 * Whether an api is still as close to its limit as the committed report says. Machines have slow moments: a row that
 * falls behind is measured again, and fails if it falls behind again.
 * @param lost share of the committed ratio that may be lost
 * @param measure three ratios of that row
 */
export async function assess(
  name: string,
  { committed, lost }: { readonly committed: number | undefined; readonly lost: number },
  measure: () => Promise<readonly number[]>,
): Promise<Assessment> {
  if (committed === undefined) return { outcome: 'skipped', line: `skipped: ${name} is not in the report` };
  const least = committed * (1 - lost);
  const first = await measure();
  if (median(first) >= least) return { outcome: 'passed', line: `ratio: ${describe(name, committed, [first])}` };
  const second = await measure();
  const outcome = median(second) >= least ? 'passed' : 'failed';
  return {
    outcome,
    line: `ratio: ${describe(name, committed, [first, second])}${outcome === 'failed' ? ', too little' : ''}`,
  };
}

function describe(name: string, committed: number, measured: readonly (readonly number[])[]): string {
  const medians = measured.map((ratios) => median(ratios).toFixed(2)).join(', once more ');
  const all = measured.flat().map((ratio) => ratio.toFixed(2));
  return `${name} ${medians} of the limit (report ${committed.toFixed(2)}; ${all.join(' ')})`;
}

/** Prints one line per row and the tally. @returns whether nothing failed */
export async function runGuard(stage: Stage): Promise<boolean> {
  const report = readReport();
  const isComparable = report.database === stage.database.kind;
  if (!isComparable) console.log(`The report is of ${report.database}, and this is ${stage.database.kind}.`);
  const committed = new Map(isComparable ? report.work.map(({ name, result }) => [name, result.ratio]) : []);
  const lost = tolerance(report, machine());
  console.log(
    `A ratio may lose ${lost * 100} %: the report is of ${report.processor}, and this is ${machine().processor}.`,
  );
  const counts: Record<Outcome, number> = { passed: 0, failed: 0, skipped: 0 };
  for (const scenario of scenarios.filter(({ name }) => name in guarded)) {
    const bar = { committed: committed.get(scenario.name), lost };
    const { outcome, line } = await assess(scenario.name, bar, () => ratios(stage, scenario));
    console.log(line);
    counts[outcome] += 1;
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts.failed === 0;
}

async function ratios(stage: Stage, scenario: Scenario): Promise<readonly number[]> {
  const seconds = guarded[scenario.name] ?? 2;
  return (await runScenario(stage, scenario, { rounds, seconds })).ratios;
}
