import { activeTrace, inSpan } from '@pixelboxx/telemetry';
import { AsyncResource } from 'node:async_hooks';
import type pg from 'pg';

type Query = (...parameters: unknown[]) => unknown;
type Callback = (error: unknown, result: unknown) => void;

/**
 * A span for each statement that a traced request, event or job sends through the pool, by Prisma or past it. Says what
 * is done to which table, and nothing else: a statement may have values written into it.
 */
export function traceQueries(pool: pg.Pool): void {
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as Query;
    Reflect.set(client, 'query', (...parameters: unknown[]) => traced(query, parameters));
  });
  // Work that waits for a connection gets it when another request gives it back, and must not become a part of that one.
  const connect = pool.connect.bind(pool) as Query;
  Reflect.set(pool, 'connect', (...parameters: unknown[]) => {
    const callback = parameters[0];
    return typeof callback === 'function' ? connect(AsyncResource.bind(callback as Callback)) : connect(...parameters);
  });
}

function traced(query: Query, parameters: unknown[]): unknown {
  const text = textOf(parameters[0]);
  const callback = parameters.at(-1);
  if (text === null || activeTrace() === null) return query(...parameters);
  const { operation, summary } = summarize(text);
  const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': operation, 'db.query.summary': summary };
  const options = { kind: 'client', attributes } as const;
  if (typeof callback !== 'function') return inSpan(summary, options, () => query(...parameters) as Promise<unknown>);
  const settled = inSpan(
    summary,
    options,
    () =>
      new Promise((resolve, reject) => {
        query(...parameters.slice(0, -1), (error: unknown, result: unknown) => {
          if (error) reject(error instanceof Error ? error : new Error('The statement failed', { cause: error }));
          else resolve(result);
        });
      }),
  );
  const respond = callback as Callback;
  settled.then(
    (result) => respond(null, result),
    (error: unknown) => respond(error, undefined),
  );
  return undefined;
}

/** Null for what is no statement but speaks for itself, such as a cursor. */
function textOf(statement: unknown): string | null {
  if (typeof statement === 'string') return statement;
  const isPlain = typeof statement === 'object' && statement !== null && !('submit' in statement);
  return isPlain && 'text' in statement && typeof statement.text === 'string' ? statement.text : null;
}

/** How much of a statement is looked at: its beginning says what it does. */
const lookedAt = 2_000;
const literal = /'(?:[^']|'')*'?/g;
const verb = /^\s*(\w{2,20})/;
/** What follows `from` and has a parenthesis is a function. */
const target =
  /\b(?:(?:into|update)\s+(?:only\s+)?(?:"?\w+"?\.)?"?(\w{1,63})|from\s+(?:only\s+)?(?:"?\w+"?\.)?"?(\w{1,63})(?!\w|"?\s*\())/i;

/** `SELECT users`: the operation and the first table, as `db.query.summary` is meant (OpenTelemetry, database spans). */
export function summarize(text: string): { operation: string; summary: string } {
  const plain = text.slice(0, lookedAt).replaceAll(literal, "''");
  const operation = verb.exec(plain)?.[1]?.toUpperCase() ?? 'SQL';
  const found = target.exec(plain);
  const table = found?.[1] ?? found?.[2];
  return { operation, summary: table === undefined ? operation : `${operation} ${table}` };
}
