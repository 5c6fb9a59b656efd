import { CliError } from '../cli-error.ts';
import { ManagedProcess, type ProcessSpec } from './managed-process.ts';

/** If one Ctrl-C arrives twice (from the terminal and from npm, which passes it on), it counts once. */
const repeatedSignalMs = 500;
const shownLines = 12;
/** For all processes together; each has at least a second, even if those before it have used up the time. */
const stopSeconds = 9;

/** The processes of one command; ends them in the reverse order of their start, whatever the reason. */
export class Supervisor {
  readonly #running = new Set<ManagedProcess>();
  readonly #interruption = Promise.withResolvers<never>();
  readonly #overdue: string[] = [];
  #isStopping = false;
  #signalledAt: number | undefined;

  constructor() {
    // Callers observe it; an interruption that nobody waits for is no error.
    this.#interruption.promise.catch(() => {});
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.#onSignal());
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Whether the user asked to end. */
  get isInterrupted(): boolean {
    return this.#signalledAt !== undefined;
  }

  start(spec: ProcessSpec): ManagedProcess {
    if (this.#isStopping) throw new Interrupted();
    const child = new ManagedProcess(spec);
    this.#running.add(child);
    void child.exited.then(() => this.#running.delete(child));
    return child;
  }

  /** Runs a process that must end on its own. @returns its exit code */
  async run(spec: ProcessSpec): Promise<number> {
    return this.unlessInterrupted(this.start(spec).exited);
  }

  /** The result of `work`, unless a signal comes first. @throws Interrupted */
  unlessInterrupted<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#interruption.promise]);
  }

  /** The names of the processes that did not end in time when asked to, and were killed. */
  get overdue(): readonly string[] {
    return this.#overdue;
  }

  async stopAll(): Promise<void> {
    this.#isStopping = true;
    const deadline = performance.now() + stopSeconds * 1000;
    for (const child of [...this.#running].reverse()) {
      await child.stop(Math.max(1, (deadline - performance.now()) / 1000));
      if (child.isOverdue) this.#overdue.push(child.spec.name);
    }
  }

  #onSignal(): void {
    const now = Date.now();
    if (this.#signalledAt === undefined) {
      this.#signalledAt = now;
      this.#isStopping = true;
      this.#interruption.reject(new Interrupted());
    } else if (now - this.#signalledAt > repeatedSignalMs) {
      for (const child of this.#running) child.kill();
      process.exit(130);
    }
  }
}

/** The user asked the command to end. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** The error for a process that ended unexpectedly. */
export function describeDeath(name: string, status: number, tail: string[], logPath: string): CliError {
  const lines = tail.slice(-shownLines).map((line) => `  ${readableLine(line)}`);
  return new CliError(
    [`${name} stopped unexpectedly (exit ${status}). Its last lines, from ${logPath}:`, ...lines].join('\n'),
  );
}

/** A JSON log line as a sentence; anything else as it is. */
export function readableLine(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== 'object' || entry === null) return line;
    const message: unknown = Reflect.get(entry, 'msg') ?? Reflect.get(entry, 'event');
    const cause: unknown = Reflect.get(entry, 'err');
    const detail: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'message') : undefined;
    const parts = [message, detail].filter((part) => typeof part === 'string');
    return parts.length > 0 ? [...new Set(parts)].join(': ') : line;
  } catch {
    return line;
  }
}
