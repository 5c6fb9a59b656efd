import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';

/** A statement as the driver accepts it; the driver's types lack the time limit, in milliseconds. */
export interface Statement extends pg.QueryConfig {
  readonly query_timeout?: number;
}

export type Done = (error: Error | null | undefined, result?: unknown) => void;
export type Send = (statement: Statement, done: Done) => void;

/** A layer between senders of statements and a connection: passes each statement on, and receives its outcome. */
export type Layer = (statement: Statement, done: Done, send: Send, client: pg.PoolClient) => void;

/**
 * Wraps `layers`, the outermost first, around each connection of the pool. Objects that handle the protocol themselves,
 * such as a cursor, bypass them.
 */
export function layStatements(pool: pg.Pool, layers: readonly Layer[]): void {
  pool.on('connect', (client) => wrap(client, layers));
  keepContexts(pool);
}

function wrap(client: pg.PoolClient, layers: readonly Layer[]): void {
  const query = client.query.bind(client) as (...parameters: unknown[]) => unknown;
  const send = layers.reduceRight<Send>(
    (next, layer) => (statement, done) => layer(statement, done, next, client),
    query,
  );
  Reflect.set(client, 'query', (statement: unknown, ...rest: unknown[]) => {
    if (isSubmittable(statement)) return query(statement, ...rest);
    const done = rest.at(-1);
    const [values] = rest;
    const given: Statement = {
      ...(typeof statement === 'string' ? { text: statement } : (statement as Statement)),
      ...(Array.isArray(values) && { values: values as unknown[] }),
    };
    if (typeof done === 'function') {
      send(given, done as Done);
      return undefined;
    }
    return promised((settle) => send(given, settle));
  });
}

async function promised(work: (settle: Done) => void): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  work((error, result) => (error ? reject(error) : resolve(result)));
  try {
    return await promise;
  } catch (error) {
    // As the driver does: the stack trace shows the sender instead of ending at the socket.
    if (error instanceof Error) Error.captureStackTrace(error);
    throw error;
  }
}

/** Work that waits for a connection gets it when another request returns it, and must not inherit that request's context. */
function keepContexts(pool: pg.Pool): void {
  const connect = pool.connect.bind(pool) as (...parameters: unknown[]) => unknown;
  Reflect.set(pool, 'connect', (callback?: (...outcome: unknown[]) => void) =>
    callback ? connect(AsyncLocalStorage.bind(callback)) : connect(),
  );
}

/** A cursor or a stream of rows, which has its own timing and lifetime. */
function isSubmittable(statement: unknown): boolean {
  return typeof statement === 'object' && statement !== null && 'submit' in statement;
}
