import { activeTrace, inSpan } from '@pixelboxx/telemetry';
import type { Layer, Send, Statement } from './statement-layers.ts';

/**
 * A span for each statement that a traced request, event or job sends through the pool, by Prisma or past it. Says what
 * is done to which table, and nothing else: a statement may have values written into it.
 */
export const querySpans: Layer = (statement, done, send) => {
  if (activeTrace() === null) return send(statement, done);
  const { operation, summary } = summarize(statement.text);
  const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': operation, 'db.query.summary': summary };
  inSpan(summary, { kind: 'client', attributes }, () => sent(statement, send)).then(
    (result) => done(null, result),
    (error: unknown) => done(error as Error),
  );
};

function sent(statement: Statement, send: Send): Promise<unknown> {
  return new Promise((resolve, reject) => {
    send(statement, (error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

/** How much of a statement is looked at: its beginning says what it does. */
const lookedAt = 2_000;
const literal = /'(?:[^']|'')*'?/g;
const verb = /^\s*(\w{2,20})/;
/** What follows `from` and has a parenthesis is a function. */
const target =
  /\b(?:(?:into|update)\s+(?:only\s+)?(?:"?\w+"?\.)?"?(\w{1,63})|from\s+(?:only\s+)?(?:"?\w+"?\.)?"?(\w{1,63})(?!\w|"?\s*\())/i;

/** What a statement of several parts writes first. Rows are also locked `for update`, and conflicts `do update`. */
const write = /\b(insert)\s+into\s|(?<!\b(?:for|key|do)\s+)\b(update)\s|\b(delete)\s+from\s/i;

/** `SELECT users`: the operation and the first table, as `db.query.summary` is meant (OpenTelemetry, database spans). */
export function summarize(text: string): { operation: string; summary: string } {
  const plain = text.slice(0, lookedAt).replaceAll(literal, "''");
  const first = verb.exec(plain)?.[1]?.toUpperCase() ?? 'SQL';
  const written = first === 'WITH' ? write.exec(plain) : null;
  const operation = first === 'WITH' ? (written?.[1] ?? written?.[2] ?? written?.[3] ?? 'SELECT').toUpperCase() : first;
  const found = target.exec(written ? plain.slice(written.index) : plain);
  const table = found?.[1] ?? found?.[2];
  return { operation, summary: table === undefined ? operation : `${operation} ${table}` };
}
