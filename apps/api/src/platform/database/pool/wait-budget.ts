import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance } from 'fastify';
import type { ServerResponse } from 'node:http';
import type { Layer } from './statement-layers.ts';

/** How long one request has waited for statements so far; those that run side by side are waited for once. */
class Waiting {
  readonly #response: ServerResponse;
  #running = 0;
  #sinceMs = 0;
  #doneMs = 0;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** The request has its response, or is gone. What it began and goes on, such as looking for work, waits as long as it likes. */
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
 * A limit for each statement bounds a request only by the number of its statements: with a database that takes two
 * seconds for each, a sign-in would take half a minute. So those of one request share a budget, from where its body has
 * been read; what is no request has none.
 */
export function registerWaitBudget(server: FastifyInstance): void {
  server.addHook('preHandler', (_request, reply, done) => {
    requests.run(new Waiting(reply.raw), done);
  });
}

/** For what a request begins and that goes on for as long as it likes, such as a stream. */
export function withoutWaitBudget<T>(work: () => T): T {
  return requests.run(null, work);
}

/** Whether a request has yet to be answered that waits for what is done here. */
export function isAwaited(): boolean {
  const waiting = requests.getStore();
  return waiting !== undefined && waiting !== null && !waiting.isOver;
}

interface WaitLimits {
  readonly budgetMs: number;
  readonly statementMs: number;
}

/**
 * Statements of a request end when it has waited for `budgetMs` in all, as if they had taken too long themselves; and
 * after `statementMs` anyway.
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
