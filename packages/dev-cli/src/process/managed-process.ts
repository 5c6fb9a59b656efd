import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { root } from '../environment/root.ts';
import type { Environment } from '../environment/settings.ts';

const watchdog = pathToFileURL(join(root, 'tools', 'bootstrap', 'parent-watchdog.mjs')).href;
const watchedRunner = join(import.meta.dirname, 'run-watched.mjs');
const isPosix = process.platform !== 'win32';

export interface ProcessSpec {
  /** The name shown to users: `api`, `database`. */
  name: string;
  /** A Node script with its arguments or, with `program`, only the arguments. */
  args: string[];
  /** An executable that is not a Node script, or starts others. */
  program?: string;
  cwd: string;
  env: Environment;
  /** Receives all output; without it the process writes to this terminal. */
  onOutput?: (text: string) => void;
  /** How long it can take to end when asked to, in seconds. */
  graceSeconds?: number;
}

/**
 * A child process that cannot be orphaned: it leads its own process group, so that Ctrl-C reaches it only through its
 * starter and in order, and it ends automatically when the starter is gone.
 */
export class ManagedProcess {
  readonly spec: ProcessSpec;
  /** Resolves with the exit code (128 + signal number if killed), once its output is read completely. */
  readonly exited: Promise<number>;
  readonly #child: ChildProcess;
  #hasExited = false;
  #stopping: Promise<void> | undefined;
  #isOverdue = false;

  constructor(spec: ProcessSpec) {
    this.spec = spec;
    const command = spec.program ? [watchedRunner, spec.program] : ['--import', watchdog];
    this.#child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...command, ...spec.args], {
      cwd: spec.cwd,
      env: spec.env,
      detached: isPosix,
      stdio: spec.onOutput ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => spec.onOutput?.(text));
    // A program can close its channel; nothing is ever sent over it.
    this.#child.on('disconnect', () => {});
    this.exited = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        spec.onOutput?.(`${error.message}\n`);
        this.#hasExited = true;
        resolve(127);
      });
      this.#child.once('exit', (code, signal) => {
        this.#hasExited = true;
        const status = code ?? 128 + (signal ? constants.signals[signal] : 0);
        this.#signalGroup('SIGKILL');
        // Without its descendants nothing holds the pipes open, so they are about to end.
        this.#child.once('close', () => resolve(status));
        setTimeout(() => resolve(status), 1000).unref();
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isStopping(): boolean {
    return this.#stopping !== undefined;
  }

  /** Whether it runs, and nobody has asked it to end. */
  get isAlive(): boolean {
    return !this.#hasExited && !this.isStopping;
  }

  /** Whether it did not end in time when asked to, and was killed. */
  get isOverdue(): boolean {
    return this.#isOverdue;
  }

  /** Asks it to end and waits; after its grace, or `withinSeconds` if that is less, kills it and all that it started. */
  stop(withinSeconds = Infinity): Promise<void> {
    this.#stopping ??= this.#stop(Math.min(this.spec.graceSeconds ?? 10, withinSeconds));
    return this.#stopping;
  }

  /** Kills it and all that it started at once. */
  kill(): void {
    this.#stopping ??= Promise.resolve();
    this.#signalGroup('SIGKILL');
  }

  async #stop(graceSeconds: number): Promise<void> {
    if (this.#hasExited) return;
    if (this.spec.program) this.#signalGroup('SIGTERM');
    else this.#child.kill('SIGTERM');
    const grace = new AbortController();
    const hasEnded = await Promise.race([
      this.exited.then(() => true),
      sleep(graceSeconds * 1000, false, { signal: grace.signal }),
    ]);
    grace.abort();
    this.#isOverdue = !hasEnded;
    if (!hasEnded) this.#signalGroup('SIGKILL');
    await this.exited;
  }

  #signalGroup(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined) return;
    try {
      if (isPosix) process.kill(-this.#child.pid, signal);
      else this.#child.kill(signal);
    } catch {
      // ESRCH: the group is empty.
    }
  }
}
