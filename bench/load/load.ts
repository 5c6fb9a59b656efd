import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pinned } from '../server-process.ts';

/** One burst of load. Everything in it can be sent to another process. */
export interface LoadJob {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  /** One entry a connection, used in turn. */
  readonly headers: readonly Record<string, string>[];
  readonly body?: string;
  /** In place of `body`: one entry a connection, used in turn. */
  readonly bodies?: readonly string[];
  /** Likewise, read from these files as they are. */
  readonly bodyFiles?: readonly string[];
  /** `{n}` in the body becomes a number that never repeats. */
  readonly uniqueFrom?: number;
  /** Cookies of a response are sent with the next request of the same connection. */
  readonly followCookies?: boolean;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second over all connections; as many as possible when absent. */
  readonly rate?: number;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly ok: number;
  /** Count of responses by status other than 2xx; `0` stands for requests without a response. */
  readonly refused: Readonly<Record<string, number>>;
  /** 99th percentile of the refusals' times. */
  readonly refusedP99Ms: number;
}

/** Runs the load in a process of its own, so that making requests does not take time from answering them. */
export function runLoad(job: LoadJob, core?: number): Promise<LoadResult> {
  const worker = join(import.meta.dirname, 'load-worker.ts');
  const [program = '', ...args] = pinned(core, [process.execPath, '--disable-warning=ExperimentalWarning', worker]);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.once('message', (result) => {
      resolve(result as LoadResult);
      child.kill();
    });
    child.once('exit', (code) => reject(new Error(`The load generator ended with ${code}`)));
    child.send(job);
  });
}
