import { activeTrace, inSpan } from '@pixelboxx/telemetry';
import type { Layer, Send, Statement } from './statement-layers.ts';

/**
 * A span for each statement that a traced request, event or job sends through the pool, with or without Prisma. It
 * contains the operation and the table, and nothing else: a statement may contain values.
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

/** How many characters of a statement are examined: its beginning says what it does. */
const lookedAt = 2_000;
const literal = /'(?:[^']|'')*'?/g;
const verb = /^\s*(\w{2,20})/;
/** A name that follows `from` and has a parenthesis is a function. */
const target =
  /\b(?:(?:into|update)\s+(?:only\s+)?(?:"?\w+"?\.)?"?(\w{1,63})|from\s+(?:only\s+)?(?:"?\w+"?\.)?"?(\w{1,63})(?!\w|"?\s*\())/i;

/** The first write of a statement with several parts. `for update` (row locks) and `do update` (conflicts) do not count. */
const write = /\b(insert)\s+into\s|(?<!\b(?:for|key|do)\s+)\b(update)\s|\b(delete)\s+from\s/i;

/** `SELECT users`: the operation and the first table, as specified for `db.query.summary` (OpenTelemetry, database spans). */
export function summarize(text: string): { operation: string; summary: string } {
  const plain = text.slice(0, lookedAt).replaceAll(literal, "''");
  const first = verb.exec(plain)?.[1]?.toUpperCase() ?? 'SQL';
  const written = first === 'WITH' ? write.exec(plain) : null;
  const operation = first === 'WITH' ? (written?.[1] ?? written?.[2] ?? written?.[3] ?? 'SELECT').toUpperCase() : first;
  const found = target.exec(written ? plain.slice(written.index) : plain);
  const table = found?.[1] ?? found?.[2];
  return { operation, summary: table === undefined ? operation : `${operation} ${table}` };
}
