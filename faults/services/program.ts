import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface ProgramOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** The user it runs as, if this process may choose that. */
  readonly uid?: number;
}

const keptLines = 400;
const running = new Set<Program>();

/** A process that was started here, and its last output. */
export class Program {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  /** Resolves with how it ended: its exit code or a signal. */
  readonly ended: Promise<string>;
  #isAsked = false;
  #hasEnded = false;

  private constructor({ command, args, cwd, env, uid }: ProgramOptions) {
    this.#child = spawn(command, args, {
      ...(cwd !== undefined && { cwd }),
      env: { PATH: pathWithSbin, LANG: 'C.UTF-8', ...env },
      ...(uid !== undefined && { uid, gid: uid }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => this.#keep(text));
    running.add(this);
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.#hasEnded = true;
        running.delete(this);
        resolve(how);
      };
      this.#child.once('error', (error) => end(error.message));
      this.#child.once('exit', (code, signal) => end(signal ?? `exit ${String(code)}`));
    });
  }

  static start(options: ProgramOptions): Program {
    return new Program(options);
  }

  /** Runs it to its end. @returns its output @throws Error if it fails */
  static async run(options: ProgramOptions): Promise<string> {
    const program = new Program(options);
    const how = await program.ended;
    if (how !== 'exit 0')
      throw new Error(`${options.command} ${options.args.join(' ')}: ${how}\n${program.tail(15).join('\n')}`);
    return program.tail(keptLines).join('\n');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Whether it was ended from here; otherwise it ended unexpectedly. */
  get isAsked(): boolean {
    return this.#isAsked;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  tail(count: number): string[] {
    return this.#lines.slice(-count);
  }

  /** Pauses the process and all its descendants, parents first. */
  pause(): void {
    for (const pid of [this.pid, ...descendantsOf(this.pid)]) signal(pid, 'SIGSTOP');
  }

  goOn(): void {
    for (const pid of [...descendantsOf(this.pid), this.pid]) signal(pid, 'SIGCONT');
  }

  /** Kills it with all processes it has started, at once. */
  async kill(): Promise<void> {
    this.#isAsked = true;
    for (const pid of [this.pid, ...descendantsOf(this.pid)]) signal(pid, 'SIGKILL');
    await this.ended;
  }

  async stop(name: NodeJS.Signals = 'SIGTERM'): Promise<string> {
    this.#isAsked = true;
    if (!this.#hasEnded) signal(this.pid, name);
    return this.ended;
  }

  #keep(text: string): void {
    this.#lines.push(...text.split('\n').filter(Boolean));
    this.#lines.splice(0, Math.max(0, this.#lines.length - keptLines));
  }
}

/** Ends all that are still running. */
export async function killAll(): Promise<void> {
  await Promise.all([...running].map((program) => program.kill()));
}

const pathWithSbin = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    if (pid > 0) process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}

/** Linux: all descendants, parents first. */
function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const found = [pid];
  for (const at of found) for (const [child, parent] of parents) if (parent === at) found.push(child);
  return found.slice(1);
}
