import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance } from 'fastify';
import type { ServerResponse } from 'node:http';
import type { Layer } from './statement-layers.ts';

/** How long one request has waited for statements so far; parallel statements count once. */
class Waiting {
  readonly #response: ServerResponse;
  #running = 0;
  #sinceMs = 0;
  #doneMs = 0;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** The request has its response, or its client is gone. Work that it started and that continues may wait without limit. */
  get isOver(): boolean {
    return this.#response.writableFinished || this.#response.destroyed;
  }

  get ms(): number {
    return this.#doneMs + (this.#running > 0 ? performance.now() - this.#sinceMs : 0);
  }

  begin(): void {
    if (this.#running === 0) this.#sinceMs = performance.now();
    this.#running += 1;
  }

  end(): void {
    this.#running -= 1;
    if (this.#running === 0) this.#doneMs += performance.now() - this.#sinceMs;
  }
}

const requests = new AsyncLocalStorage<Waiting | null>();

/**
 * A limit per statement bounds a request only by its number of statements: if the database takes two seconds for each, a sign-in
 * would take half a minute. So the statements of one request share a budget, which starts when its body has been read; work
 * outside a request has no budget.
 */
export function registerWaitBudget(server: FastifyInstance): void {
  server.addHook('preHandler', (_request, reply, done) => {
    requests.run(new Waiting(reply.raw), done);
  });
}

/** For work that a request starts and that continues without a time limit, such as a stream. */
export function withoutWaitBudget<T>(work: () => T): T {
  return requests.run(null, work);
}

/** Whether a request that has no response yet is waiting for the current work. */
export function isAwaited(): boolean {
  const waiting = requests.getStore();
  return waiting !== undefined && waiting !== null && !waiting.isOver;
}

interface WaitLimits {
  readonly budgetMs: number;
  readonly statementMs: number;
}

/**
 * Ends the statements of a request, as if they had timed out, when it has waited for `budgetMs` in total; and each statement
 * after `statementMs` in any case.
 */
export function waitBudget({ budgetMs, statementMs }: WaitLimits): Layer {
  return (statement, done, send) => {
    const waiting = requests.getStore();
    if (!waiting || waiting.isOver) return send(statement, done);
    const leftMs = Math.max(1, Math.min(statementMs, Math.ceil(budgetMs - waiting.ms)));
    waiting.begin();
    send({ ...statement, query_timeout: leftMs }, (error, result) => {
      waiting.end();
      done(error, result);
    });
  };
}
