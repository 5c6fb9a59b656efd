import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinned } from '../server-process.ts';

export interface OpenRequest {
  readonly do: 'open';
  readonly url: string;
  readonly path: string;
  /** One entry per user. */
  readonly cookies: readonly string[];
  readonly count: number;
}

/** `forget` the arrivals after reporting them; `look` only reports them; `close` ends every stream. */
export type HolderRequest = OpenRequest | { readonly do: 'look' | 'forget' | 'close' };

export interface HolderReport {
  readonly openMs: number;
  readonly open: number;
  /** Streams that ended with a reset. */
  readonly broken: number;
  /** On the machine's monotonic clock, in milliseconds. */
  readonly arrivals: readonly (readonly [user: number, atMs: number])[];
}

/** The client side of many streams, in a separate process: a process has a limited number of descriptors. */
export class StreamHolder {
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;

  constructor(core?: number) {
    const script = join(import.meta.dirname, 'stream-holder.ts');
    const [program = '', ...args] = pinned(core, [process.execPath, '--disable-warning=ExperimentalWarning', script]);
    this.#child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#ended = once(this.#child, 'exit').then(() => {
      throw new Error('The process that holds the streams ended');
    });
    this.#ended.catch(() => undefined);
  }

  async ask(request: HolderRequest): Promise<HolderReport> {
    const arrived = Promise.withResolvers<HolderReport>();
    this.#child.once('message', (report) => arrived.resolve(report as HolderReport));
    this.#child.send(request);
    return Promise.race([arrived.promise, this.#ended]);
  }

  stop(): void {
    this.#child.kill();
  }
}

/** Descriptors that a process needs in addition to its streams' sockets. */
const otherDescriptors = 500;

/** How many streams a process of this machine can have open (`ulimit -Hn`, to which Node raises its own limit), at most `wanted`. */
export function possibleStreams(wanted: number): number {
  const [, limit] = /^Max open files\s+\d+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  const possible = Math.min(wanted, Number(limit ?? 1024) - otherDescriptors);
  if (possible < wanted) {
    console.log(
      `${wanted} streams need \`ulimit -n ${wanted + otherDescriptors}\`; with ${limit}, ${possible} are opened.`,
    );
  }
  return possible;
}
