import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ServerOptions {
  readonly script: string;
  /** Options for Node, before the script. */
  readonly nodeOptions?: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly readyUrl: string;
  /** The core to pin the process to; all cores if undefined, or if the system cannot pin. */
  readonly core?: number;
}

const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
const ticksPerSecond = 100;

export function pinned(core: number | undefined, command: string[]): string[] {
  return core !== undefined && canPin ? ['taskset', '-c', String(core), ...command] : command;
}

/** A server under measurement; its costs are read from the kernel. */
export class ServerProcess {
  /** From spawn to the first 200 of `readyUrl`. */
  readonly startMs: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, startMs: number) {
    this.#child = child;
    this.startMs = startMs;
  }

  static async start(options: ServerOptions): Promise<ServerProcess> {
    const [program = '', ...args] = pinned(options.core, [
      process.execPath,
      ...(options.nodeOptions ?? []),
      options.script,
    ]);
    const startedAt = performance.now();
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { PATH: process.env['PATH'] ?? '', ...options.env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const deadline = startedAt + 20_000;
    while (!(await responses(options.readyUrl))) {
      if (child.exitCode !== null || performance.now() > deadline) throw new Error(`${options.script} did not start`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return new ServerProcess(child, performance.now() - startedAt);
  }

  /** Processor time used so far by all threads. */
  cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }

  rssMebibytes(): number {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.#child.pid}/status`, 'utf8'));
    return Number(line?.[1] ?? 0) / 1024;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    await ended;
  }
}

async function responses(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
