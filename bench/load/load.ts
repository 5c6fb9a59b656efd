import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pinned } from '../server-process.ts';

/** One burst of load. Serializable, so that it can be sent to another process. */
export interface LoadJob {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  /** One entry per connection, used in turn. */
  readonly headers: readonly Record<string, string>[];
  readonly body?: string;
  /** Instead of `body`: one entry per connection, used in turn. */
  readonly bodies?: readonly string[];
  /** The same, read from these files as they are. */
  readonly bodyFiles?: readonly string[];
  /** `{n}` in the body is replaced by a number that never repeats. */
  readonly uniqueFrom?: number;
  /** Send the cookies of a response with the next request of the same connection. */
  readonly followCookies?: boolean;
  readonly connections: number;
  readonly seconds: number;
  /** Requests per second over all connections; as many as possible if absent. */
  readonly rate?: number;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly ok: number;
  /** Number of responses by status other than 2xx; `0` means requests without a response. */
  readonly refused: Readonly<Record<string, number>>;
  /** 99th percentile of the time to refuse. */
  readonly refusedP99Ms: number;
}

/** Sends requests from a separate process, so that sending takes no time from the server. */
export class LoadGenerator {
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'exit').then(([code]) => {
      throw new Error(`The load generator ended with ${String(code)}`);
    });
    this.#ended.catch(() => undefined);
  }

  /** Starts the process and gets ready to send: the cost of starting processes must not count as load, least of all with several. */
  static async prepare(job: LoadJob, core?: number): Promise<LoadGenerator> {
    const worker = join(import.meta.dirname, 'load-worker.ts');
    const [program = '', ...args] = pinned(core, [process.execPath, '--disable-warning=ExperimentalWarning', worker]);
    const generator = new LoadGenerator(spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
    await generator.#ask(job);
    return generator;
  }

  /** Can be called once. */
  async run(): Promise<LoadResult> {
    const result = await this.#ask('run');
    this.#child.kill();
    return result as LoadResult;
  }

  async #ask(what: LoadJob | 'run'): Promise<unknown> {
    const response = once(this.#child, 'message');
    this.#child.send(what);
    const [message] = (await Promise.race([response, this.#ended])) as unknown[];
    return message;
  }
}

export async function runLoad(job: LoadJob, core?: number): Promise<LoadResult> {
  return (await LoadGenerator.prepare(job, core)).run();
}

/** Runs all jobs at once. @returns one result for each, in the same order */
export async function runLoads<const Jobs extends readonly LoadJob[]>(
  jobs: Jobs,
): Promise<{ -readonly [Index in keyof Jobs]: LoadResult }> {
  const generators = await Promise.all(jobs.map((job) => LoadGenerator.prepare(job)));
  const results: LoadResult[] = await Promise.all(generators.map((generator) => generator.run()));
  return results as { -readonly [Index in keyof Jobs]: LoadResult };
}
