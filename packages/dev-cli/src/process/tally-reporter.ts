import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** The number of tests by outcome. A file that cannot be loaded counts as one failure. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** The line that continuous integration reads; `tallyPattern` is its inverse. */
export function formatTally({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

const tallyPattern = /^(\d+) passed, (\d+) failed, (\d+) skipped$/gm;

/** Finds the last tally line in a command's output; undefined if there is none. */
export function parseTally(output: string): Tally | undefined {
  const last = [...output.matchAll(tallyPattern)].at(-1);
  if (!last) return undefined;
  const [passed = 0, failed = 0, skipped = 0] = last.slice(1).map(Number);
  return { passed, failed, skipped };
}

/** The cost of one test file; `file` is an absolute path. */
export interface FileCost {
  file: string;
  ms: number;
}

/** Ends a Vitest run with the tally on a separate line; writes the cost of each file to `TEST_FILES_REPORT`, highest first. */
export class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tally: Tally = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      let failedTests = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'failed') failedTests += 1;
        else if (state === 'passed') tally.passed += 1;
        else tally.skipped += 1;
      }
      // A module or hook can fail although each of its tests passed or never ran.
      tally.failed += failedTests === 0 && module.state() === 'failed' ? 1 : failedTests;
    }
    const report = process.env['TEST_FILES_REPORT'];
    if (report) writeFileSync(report, JSON.stringify(costsOf(modules)));
    // Printed last: the other reporters write their summary in the same hook, at most one macrotask later.
    setImmediate(() => process.stdout.write(`\n${formatTally(tally)}\n`));
  }
}

function costsOf(modules: readonly TestModule[]): FileCost[] {
  return modules
    .map((module) => ({ file: module.moduleId, ms: Math.round(module.diagnostic().duration) }))
    .sort((one, other) => other.ms - one.ms);
}
