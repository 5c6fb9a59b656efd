import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findRunning } from '../../src/environment/data-lock.ts';
import { findFreePort, isPortFree } from '../../src/environment/ports.ts';
import { root as repository } from '../../src/environment/root.ts';
import { copyBootstrap } from '../support/bootstrap.ts';
import { eventually, fixture, isRunning, temporaryFolder } from '../support/processes.ts';

const endsWithinSeconds = 15;

/** The repository's bootstrap, with the stack of `npm start` and `npm run dev` replaced by one that is up at once. */
function makeRepository(): string {
  const root = temporaryFolder();
  copyBootstrap(root, `import ${JSON.stringify(fixture('stack-command.ts'))};`);
  writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module', scripts: npmScripts() }));
  writeFileSync(join(root, 'package-lock.json'), '{"packages":{}}');
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), '{"packages":{}}');
  return root;
}

function npmScripts(): Record<string, string> {
  const manifest = readFileSync(join(repository, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { scripts: Record<string, string> }).scripts;
}

interface StartedStack {
  npm: ChildProcess;
  /** Of everything between npm and the last child, npm and its terminal not counted. */
  pids: { shell: number; bootstrap: number; command: number; listener: number; deaf: number };
  port: number;
  dataDir: string;
  output: () => string;
}

/** @param terminal starts npm in a terminal of its own, which `npm` then stands for */
async function startByNpm(command: string[], terminal = false): Promise<StartedStack> {
  const cwd = makeRepository();
  const dataDir = join(cwd, '.data');
  const port = await findFreePort();
  const npmCommand = [process.env['npm_execpath']?.endsWith('.js') ? `node ${process.env['npm_execpath']}` : 'npm'];
  const line = [...npmCommand, ...command].join(' ');
  const [program, args] = terminal ? ['script', ['-qefc', line, '/dev/null']] : ['/bin/sh', ['-c', `exec ${line}`]];
  const npm = spawn(program, args, {
    cwd,
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      FIXTURES: fixture(''),
      PORT: String(port),
      npm_lifecycle_event: undefined,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let printed = '';
  for (const stream of [npm.stdout, npm.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const pidOf = (name: string) => Number(new RegExp(`${name} (\\d+)`).exec(printed)?.[1] ?? 0);
  await eventually(() => ['command', 'listener', 'deaf'].every((name) => pidOf(name) > 0));
  const bootstrap = parentOf(pidOf('command'));
  const shell = parentOf(bootstrap);
  const pids = { shell, bootstrap, command: pidOf('command'), listener: pidOf('listener'), deaf: pidOf('deaf') };
  onTestFinished(() => {
    for (const pid of [npm.pid!, ...Object.values(pids)].filter(isRunning)) process.kill(pid, 'SIGKILL');
  });
  return { npm, pids, port, dataDir, output: () => printed };
}

function parentOf(pid: number): number {
  return Number(spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }).stdout);
}

async function expectNothingLeft({ pids, port, dataDir, output }: StartedStack): Promise<void> {
  await eventually(() => Object.values(pids).every((pid) => !isRunning(pid)), endsWithinSeconds).catch(() => {
    const left = Object.entries(pids).filter(([, pid]) => isRunning(pid));
    throw new Error(`still running: ${left.map(([name]) => name).join(', ')}\n${output()}`);
  });
  expect(await isPortFree(port)).toBe(true);
  expect(findRunning(dataDir)).toBeUndefined();
}

const ends: [string, (stack: StartedStack) => void][] = [
  ['SIGTERM to npm', ({ npm }) => npm.kill('SIGTERM')],
  ['SIGKILL to npm', ({ npm }) => npm.kill('SIGKILL')],
  ['SIGHUP to npm', ({ npm }) => npm.kill('SIGHUP')],
  ['SIGTERM to the shell of npm', ({ pids }) => process.kill(pids.shell, 'SIGTERM')],
  ['SIGTERM to the process that is told', ({ pids }) => process.kill(pids.command, 'SIGTERM')],
  ['SIGKILL to the process that is told', ({ pids }) => process.kill(pids.command, 'SIGKILL')],
  ['SIGKILL to the process between the two', ({ pids }) => process.kill(pids.bootstrap, 'SIGKILL')],
];

describe.skipIf(process.platform === 'win32')('everything that a command of npm started', () => {
  it.each(ends)('[A7] ends after %s', async (_, end) => {
    const stack = await startByNpm(['start']);
    end(stack);
    await expectNothingLeft(stack);
  });

  it('[A7] ends after SIGKILL to npm in `npm run dev`, like in every command', async () => {
    const others = Object.entries(npmScripts()).filter(
      ([name, line]) => line !== `node tools/bootstrap/bootstrap.mjs ${name}`,
    );
    expect(others).toEqual([]);
    const stack = await startByNpm(['run', 'dev']);
    stack.npm.kill('SIGKILL');
    await expectNothingLeft(stack);
  });

  it.skipIf(process.platform !== 'linux')('[A7] ends when its terminal is closed, with its data in order', async () => {
    const stack = await startByNpm(['start'], true);
    stack.npm.kill('SIGKILL');
    await expectNothingLeft(stack);
    expect(existsSync(join(stack.dataDir, 'running.json'))).toBe(false);
  });

  it('[A7] continues while npm runs, even if its input is closed', async () => {
    const stack = await startByNpm(['start']);
    stack.npm.stdin!.end();
    const responses: string[] = [];
    // Longer than the watch for npm takes twice.
    const until = performance.now() + 1200;
    while (performance.now() < until) responses.push(await (await fetch(`http://127.0.0.1:${stack.port}`)).text());
    expect(new Set(responses)).toEqual(new Set(['fine']));
    stack.npm.kill('SIGTERM');
    await expectNothingLeft(stack);
  });
});
