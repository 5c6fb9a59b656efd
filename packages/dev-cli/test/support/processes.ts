import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollUntil } from '@pixelboxx/config/testing';
import { onTestFinished } from 'vitest';
import { identify, isAlive } from '../../../../tools/bootstrap/process-lock.mjs';

export const fixture = (name: string) => join(import.meta.dirname, '..', 'fixtures', name);

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pixelboxx-dev-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Started {
  child: ChildProcess;
  /** Everything printed so far, standard output and error together. */
  output: () => string;
  exited: Promise<number | null>;
}

/** Starts a Node script; it is killed after the test if it still runs. */
export function startNode(args: string[], env: Record<string, string | undefined> = {}, cwd?: string): Started {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  return { child, output: () => printed, exited: new Promise((resolve) => child.once('close', resolve)) };
}

/** Runs a Node script to its end. */
export async function runNode(args: string[], env?: Record<string, string | undefined>, cwd?: string) {
  const started = startNode(args, env, cwd);
  const status = await started.exited;
  return { status, output: started.output() };
}

/** Waits until `condition` gives something other than false or undefined. */
export function eventually<T>(condition: () => T, deadlineSeconds = 40) {
  return pollUntil(condition.toString(), condition, { timeoutMs: deadlineSeconds * 1000, everyMs: 20 });
}

/** Whether a process of this id does anything; one that is dead but not buried does not. */
export function isRunning(pid: number): boolean {
  return process.platform === 'linux' ? identify(pid).born !== '' : isAlive(identify(pid));
}
