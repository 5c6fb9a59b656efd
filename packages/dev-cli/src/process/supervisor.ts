import { CliError } from '../cli-error.ts';
import { ManagedProcess, type ProcessSpec } from './managed-process.ts';

/** Two deliveries of one Ctrl-C (by the terminal and by npm, which passes it on) are not two wishes. */
const repeatedSignalMs = 500;
const shownLines = 12;
/** For all processes together; each has a second even when those before it have used that up. */
const stopSeconds = 9;

/** The processes of one command, and their end: in the reverse order of their start, whatever the reason. */
export class Supervisor {
  readonly #running = new Set<ManagedProcess>();
  readonly #interruption = Promise.withResolvers<never>();
  readonly #overdue: string[] = [];
  #isStopping = false;
  #signalledAt: number | undefined;

  constructor() {
    // Observed by whoever waits; an interruption nobody waits for is no error.
    this.#interruption.promise.catch(() => {});
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.#onSignal());
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Whether a user asked to end. */
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

  /** Starts a process that has to end by itself. @returns its exit code */
  async run(spec: ProcessSpec): Promise<number> {
    return this.unlessInterrupted(this.start(spec).exited);
  }

  /** `work`, unless a signal comes first. @throws Interrupted */
  unlessInterrupted<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#interruption.promise]);
  }

  /** The names of those that did not end in time when asked to, and were killed. */
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

/** A user asked the command to end. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** What to say when a process ended that should not have. */
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
