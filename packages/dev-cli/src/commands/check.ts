import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findExampleFaults } from '../environment/example.ts';
import { root } from '../environment/root.ts';
import { loadEnvironment, type Environment } from '../environment/settings.ts';
import { UsageError } from '../cli-error.ts';
import { Interrupted, Supervisor } from '../process/supervisor.ts';
import { takeTurns } from '../process/take-turns.ts';

const shownLines = 60;
/** Most use one processor. Lint and types have two gigabytes in use each: more than two would not fit everywhere. */
const maxConcurrent = Math.min(2, availableParallelism());
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const turbo = (...tasks: string[]) => ['turbo', 'run', ...tasks, '--output-logs=errors-only'];

interface Result {
  passed: boolean;
  output: string;
}

interface Check {
  name: string;
  /** A program of `node_modules/.bin` with its arguments, or a function. */
  work: string[] | (() => Result);
  /** Nothing else runs beside it: it writes into folders that others read, or needs all of the machine. */
  isAlone?: boolean;
  /** Its output goes to this terminal as it comes. */
  isChatty?: boolean;
}

/** In the order of their start. Those that take longest come before what fills the time beside them. */
const checks: Check[] = [
  // First: the others look at what is generated, lint at the types of the web's routes, too.
  { name: 'generate', work: turbo('generate', 'typegen'), isAlone: true },
  { name: 'lint', work: ['eslint', '.', '--max-warnings=0'] },
  { name: 'types', work: turbo('typecheck') },
  { name: 'format', work: ['prettier', '--check', '--log-level=warn', '.'] },
  {
    name: 'dependencies',
    work: [
      'depcruise',
      '--config',
      '.dependency-cruiser.mjs',
      'apps',
      'packages',
      'scripts',
      'tools',
      'e2e',
      'fuzz',
      'faults',
    ],
  },
  { name: 'openapi', work: ['node', 'apps/api/openapi.ts', '--check'] },
  { name: 'openapi-lint', work: ['redocly', 'lint', 'docs/openapi.json'] },
  { name: 'schema', work: ['node', 'apps/api/prisma/cli.ts', 'check'] },
  { name: 'env-example', work: checkExample },
  { name: 'security-table', work: ['node', 'scripts/security-table.ts', '--check'] },
  { name: 'workflows', work: ['node', 'scripts/workflows.ts'] },
  { name: 'shell', work: checkShell },
  // Where this machine has kubectl; continuous integration does.
  { name: 'deploy', work: ['node', 'scripts/manifests.ts'] },
  { name: 'tests', work: ['vitest', 'run'], isAlone: true, isChatty: true },
];

function checkExample(): Result {
  const faults = findExampleFaults();
  return { passed: faults.length === 0, output: faults.join('\n') };
}

/** Warnings of ShellCheck, where this machine has it; continuous integration does. */
function checkShell(): Result {
  const scripts = globSync(['.ci/*', '{docker,scripts}/**/*.sh'], { cwd: root });
  const { error, status, stdout } = spawnSync('shellcheck', ['--severity=warning', ...scripts], {
    cwd: root,
    encoding: 'utf8',
  });
  if (error) return { passed: process.env['CI'] === undefined, output: 'shellcheck is not installed.' };
  return { passed: status === 0, output: stdout };
}

export const usage = `Usage: npm run check -- [--only STEP,STEP] [--skip STEP,STEP]
  STEP   ${checks.map(({ name }) => name).join(', ')}`;

/** `npm run check`: runs all of them, some beside each other, then fails if one failed. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { only: { type: 'string' }, skip: { type: 'string' } } });
  const chosen = choose(values.only?.split(','), values.skip?.split(','));
  const supervisor = new Supervisor();
  const failed: string[] = [];
  try {
    await takeTurns(chosen, maxConcurrent, async (item) => {
      const startedAt = Date.now();
      const { passed, output } = await runCheck(supervisor, item);
      if (!passed) {
        failed.push(item.name);
        console.log(output.trimEnd().split('\n').slice(-shownLines).join('\n'));
      }
      console.log(`${passed ? '✓' : '✗'} ${item.name} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
    });
  } catch (error) {
    if (error instanceof Interrupted) return 130;
    throw error;
  } finally {
    await supervisor.stopAll();
  }
  const summary = failed.length === 0 ? `All ${chosen.length} checks passed.` : `Failed: ${failed.join(', ')}.`;
  console.log(`\n${summary}`);
  return failed.length === 0 ? 0 : 1;
}

function choose(only: string[] | undefined, skip: string[] = []): Check[] {
  const unknown = [...(only ?? []), ...skip].filter((name) => !checks.some((item) => item.name === name));
  if (unknown.length > 0) {
    throw new UsageError(`There is no step ${unknown.join(', ')}.`);
  }
  return checks.filter(({ name }) => (only?.includes(name) ?? true) && !skip.includes(name));
}

async function runCheck(supervisor: Supervisor, { name, work, isChatty = false }: Check): Promise<Result> {
  if (typeof work === 'function') return work();
  const [program = '', ...args] = work;
  let output = '';
  const status = await supervisor.run({
    name,
    program: program === 'node' ? process.execPath : bin(program),
    args,
    cwd: root,
    env: checkEnvironment(),
    ...(!isChatty && { onOutput: (text: string) => (output += text) }),
  });
  return { passed: status === 0, output };
}

/** A database somebody has configured for running is not what the sources are checked against. */
function checkEnvironment(): Environment {
  return { ...loadEnvironment(), DATABASE_URL: undefined, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };
}
