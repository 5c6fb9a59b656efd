/** The commands behind `npm run …`, on Node 24 with everything installed. `tools/bootstrap` starts this. */
import { CliError } from './cli-error.ts';
import { Interrupted } from './process/supervisor.ts';

type Command = (args: string[]) => Promise<number>;

/** Loaded on demand: starting must not wait for what checking needs. */
const commands: Record<string, () => Promise<Command>> = {
  start: async () => (await import('./commands/start.ts')).start,
  dev: async () => (await import('./commands/dev.ts')).dev,
  test: async () => (await import('./commands/test.ts')).test,
  check: async () => (await import('./commands/check.ts')).check,
  e2e: async () => (await import('./commands/e2e.ts')).e2e,
  fuzz: async () => (await import('./commands/fuzz.ts')).fuzz,
  faults: async () => (await import('./commands/faults.ts')).faults,
  bench: async () => (await import('./commands/bench.ts')).bench,
  db: async () => (await import('./commands/db.ts')).db,
  new: async () => (await import('./commands/new.ts')).create,
  storage: async () => (await import('./commands/storage.ts')).storage,
  smoke: async () => (await import('./commands/smoke.ts')).smoke,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
};

/** What those take whose own code cannot say it: it is not asked before its arguments were understood. */
const usages: Record<string, string> = {
  start: 'npm start -- [--lan[=ADDRESS]] [--verbose]',
  dev: 'npm run dev -- [--verbose]',
  check: 'npm run check -- [--only STEP,STEP] [--skip STEP,STEP]',
  smoke: 'npm run smoke -- https://your.site [--read-only] [--mail name@your.domain]',
};

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

function explain({ message }: Error): string {
  const usage = usages[process.argv[2] ?? ''];
  return `\n${message}${usage ? `\nUsage: ${usage}` : ''}`;
}

async function main([name = '', ...args]: string[]): Promise<number> {
  const load = commands[name];
  const there = `There are: ${Object.keys(commands).join(', ')}.`;
  if (!load) throw new CliError(name === '' ? `Name a command. ${there}` : `There is no command \`${name}\`. ${there}`);
  const command = await load();
  return command(args);
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  if (error instanceof Interrupted) process.exit(130);
  console.error(error instanceof CliError ? `\n${error.message}` : isUsageError(error) ? explain(error) : error);
  process.exit(1);
}
