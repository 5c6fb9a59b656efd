import { compileCache, pollUntil } from '@pixelboxx/config/testing';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach } from 'vitest';

const program = join(import.meta.dirname, '../../../../packages/cli/src/main.ts');

/** What a run of the program said, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What it printed with `--json`, line by line. */
  readonly records: readonly Record<string, unknown>[];
}

/** A program that runs. */
export class Running {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #closed: Promise<unknown>;

  constructor(args: readonly string[], env: Record<string, string>) {
    this.#child = spawn(process.execPath, ['--no-warnings', program, ...args], {
      env: { ...env, ...compileCache() },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#closed = once(this.#child, 'close');
  }

  kill(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void {
    this.#child.kill(signal);
  }

  /** Once it has said this, and before it ends. @returns what matched */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    const match = () => pattern.exec(this.stdout + this.stderr);
    await pollUntil(`the program says ${pattern}`, () => {
      if (match()) return true;
      if (this.#child.exitCode === null) return false;
      throw new Error(`It ended without: ${this.stdout}${this.stderr}`);
    });
    const found = match();
    if (!found) throw new Error('What was said is not there any more');
    return found;
  }

  async end(): Promise<Ended> {
    await this.#closed;
    const { stdout, stderr } = this;
    const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    return { code: this.#child.exitCode, stdout, stderr, records };
  }
}

/** A terminal of somebody’s own for each test: a home, and a folder of files. */
export class Terminal {
  home = '';
  env: Record<string, string> = {};
  #running: Running[] = [];

  open(): void {
    this.home = mkdtempSync(join(tmpdir(), 'pixelboxx-terminal-'));
    this.env = {};
  }

  async shut(): Promise<void> {
    for (const running of this.#running) running.kill('SIGKILL');
    await Promise.all(this.#running.map((running) => running.end()));
    this.#running = [];
    rmSync(this.home, { recursive: true, force: true });
  }

  at(...names: string[]): string {
    return join(this.home, ...names);
  }

  start(...args: string[]): Running {
    const folders = { XDG_CONFIG_HOME: this.at('config'), XDG_STATE_HOME: this.at('state') };
    const running = new Running(args, { HOME: this.home, PATH: process.env['PATH'] ?? '', ...folders, ...this.env });
    this.#running.push(running);
    return running;
  }

  run(...args: string[]): Promise<Ended> {
    return this.start(...args).end();
  }
}

export function useTerminal(): Terminal {
  const terminal = new Terminal();
  beforeEach(() => terminal.open());
  afterEach(() => terminal.shut());
  return terminal;
}
