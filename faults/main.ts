/** `npm run faults`: see docs/testing.md, and `options.ts` for its options. */
import { FaultRun, type CellResult } from './matrix/cell.ts';
import { Stage } from './matrix/stage.ts';
import { readOptions } from './options.ts';
import { killAll } from './services/program.ts';

function print({ cell, passed, detail }: CellResult): void {
  const mark = passed === null ? '–' : passed ? '✓' : '✗';
  console.log(`${mark} ${cell}: ${detail}`);
}

async function main(): Promise<number> {
  const { seed, chosen, operations } = readOptions(process.argv.slice(2), Date.now());
  console.log(`faults: seed ${seed}, ${chosen.length} faults of dependencies, ${operations.length} operations each`);
  const stage = await Stage.set(seed);
  const results: CellResult[] = [];
  try {
    for (const [dependency, fault] of chosen) {
      const startedAt = performance.now();
      const found = await new FaultRun(stage, dependency, fault, operations).run();
      found.forEach(print);
      results.push(...found);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
      if (found.some(({ passed }) => passed === false)) console.log(stage.product.apiLog(12).join('\n'));
      console.log(`… ${dependency}, ${fault}: ${seconds} s`);
    }
  } finally {
    await stage.strike();
  }
  const failed = results.filter(({ passed }) => passed === false);
  console.log('');
  failed.forEach(print);
  const passed = results.filter((result) => result.passed === true).length;
  console.log(`faults: seed ${seed}`);
  console.log(`${passed} passed, ${failed.length} failed, ${results.length - passed - failed.length} skipped`);
  return failed.length === 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => void killAll().then(() => process.exit(130)));
process.exit(await main());
