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
/** Most checks use one processor. Parts of lint, and types, use two gigabytes each: more than two would not fit everywhere. */
const maxConcurrent = Math.min(2, availableParallelism());
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const turbo = (...tasks: string[]) => ['turbo', 'run', ...tasks, '--output-logs=errors-only'];

interface Result {
  passed: boolean;
  output: string;
}

interface Check {
  /** Several parts of one step have the same name. */
  name: string;
  part?: string;
  /** A program of `node_modules/.bin` with its arguments, or a function. */
  work: string[] | (() => Result);
  /** Nothing else runs at the same time: it writes into folders that others read, or needs the whole machine. */
  isAlone?: boolean;
  /** Its output is shown on this terminal at once. */
  isChatty?: boolean;
}

/**
 * What is linted in processes of their own: typescript-eslint keeps the types of every project that a process has read,
 * and those of the whole repository do not fit into a heap of 4 GB. Each part fits into 2.2 GB.
 */
const separatelyLinted = ['apps/web', 'apps/api'];

/** The heap is stated, because Node's default depends on the machine. */
const eslint = (part: string, ...args: string[]): Check => ({
  name: 'lint',
  part,
  work: ['node', '--max-old-space-size=3072', 'node_modules/eslint/bin/eslint.js', '--max-warnings=0', ...args],
});

/** In the order of their start. The longest come first; shorter ones run beside them. */
const checks: Check[] = [
  // First, because the others read what it generates; lint also needs the types of the web's routes.
  { name: 'generate', work: turbo('generate', 'typegen'), isAlone: true },
  { name: 'types', work: turbo('typecheck') },
  eslint('the rest', '.', ...separatelyLinted.flatMap((folder) => ['--ignore-pattern', `${folder}/**`])),
  ...separatelyLinted.map((folder) => eslint(folder, folder)),
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
  // If this machine has kubectl; continuous integration does.
  { name: 'deploy', work: ['node', 'scripts/manifests.ts'] },
  { name: 'tests', work: ['vitest', 'run'], isAlone: true, isChatty: true },
];

function checkExample(): Result {
  const faults = findExampleFaults();
  return { passed: faults.length === 0, output: faults.join('\n') };
}

/** Warnings of ShellCheck, if this machine has it; continuous integration does. */
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
  STEP   ${[...new Set(checks.map(({ name }) => name))].join(', ')}`;

/** `npm run check`: runs all checks, some in parallel, then fails if one failed. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { only: { type: 'string' }, skip: { type: 'string' } } });
  const chosen = choose(values.only?.split(','), values.skip?.split(','));
  const supervisor = new Supervisor();
  const failed: string[] = [];
  try {
    await takeTurns(chosen, maxConcurrent, async (item) => {
      const startedAt = Date.now();
      const label = labelOf(item);
      const { passed, output } = await runCheck(supervisor, item);
      if (!passed) {
        failed.push(label);
        console.log(output.trimEnd().split('\n').slice(-shownLines).join('\n'));
      }
      console.log(`${passed ? '✓' : '✗'} ${label} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
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

function labelOf({ name, part }: Check): string {
  return part === undefined ? name : `${name}: ${part}`;
}

async function runCheck(supervisor: Supervisor, check: Check): Promise<Result> {
  const { work, isChatty = false } = check;
  if (typeof work === 'function') return work();
  const [program = '', ...args] = work;
  let output = '';
  const status = await supervisor.run({
    name: labelOf(check),
    program: program === 'node' ? process.execPath : bin(program),
    args,
    cwd: root,
    env: checkEnvironment(),
    ...(!isChatty && { onOutput: (text: string) => (output += text) }),
  });
  return { passed: status === 0, output };
}

/** The sources are not checked against a database that is configured for running. */
function checkEnvironment(): Environment {
  return { ...loadEnvironment(), DATABASE_URL: undefined, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };
}
