/** The commands behind `npm run …`, on Node 24 with everything installed. `tools/bootstrap` starts this. */
import { CliError, UsageError } from './cli-error.ts';
import { Interrupted } from './process/supervisor.ts';

interface Command {
  /** What `--help` prints. */
  readonly usage: string;
  /** @returns the exit code */
  readonly run: (args: string[]) => Promise<number>;
}

/** Loaded on demand: `start` must not load what `check` needs. */
const commands: Record<string, () => Promise<Command>> = {
  start: () => import('./commands/start.ts'),
  dev: () => import('./commands/dev.ts'),
  test: () => import('./commands/test.ts'),
  check: () => import('./commands/check.ts'),
  e2e: () => import('./commands/e2e.ts'),
  fuzz: () => import('./commands/fuzz.ts'),
  faults: () => import('./commands/faults.ts'),
  bench: () => import('./commands/bench.ts'),
  db: () => import('./commands/db.ts'),
  new: () => import('./commands/new.ts'),
  storage: () => import('./commands/storage.ts'),
  smoke: () => import('./commands/smoke.ts'),
  doctor: () => import('./commands/doctor.ts'),
};

/** Includes the errors of `parseArgs`. */
function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

async function main([name = '', ...args]: string[]): Promise<number> {
  const load = commands[name];
  if (!load) {
    console.error(name === '' ? '\nName a command.' : `\nThere is no command \`${name}\`.`);
    console.error(`There are: ${Object.keys(commands).join(', ')}.`);
    return 2;
  }
  const { usage, run } = await load();
  if (args.includes('--help') || args.includes('-h')) {
    console.log(usage);
    return 0;
  }
  try {
    return await run(args);
  } catch (error) {
    if (!isUsageError(error)) throw error;
    console.error(`\n${error.message}\n${usage}`);
    return 2;
  }
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  if (error instanceof Interrupted) process.exit(130);
  console.error(error instanceof CliError ? `\n${error.message}` : error);
  process.exit(1);
}
