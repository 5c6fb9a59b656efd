import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseProblem } from './problem.ts';

export type Report = (line: string) => void;

const RETRY_MS = 500;
const REMINDER_MS = 5000;
/** SQLSTATEs of a server that is on its way: starting up, shutting down, full. */
const PASSING_STATES = new Set(['57P03', '57P01', '53300']);

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

function isPassing(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return PASSING_STATES.has(errorCode(error));
  // Anything else happened before Postgres spoke: refused, unknown host, reset, timeout.
  return error instanceof Error;
}

/** Host and port without the password. */
export function formatDatabase(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    throw new DatabaseProblem('DATABASE_URL is not a URL such as postgresql://user:password@host:5432/database.');
  }
}

/**
 * A connected client. Waits while the database is not reachable, saying so, up to `deadlineMs`; a wrong password or an
 * unknown database fails at once. Throws DatabaseProblem.
 */
export async function connect(url: string, deadlineMs: number, report: Report): Promise<pg.Client> {
  const where = formatDatabase(url);
  const start = Date.now();
  let lastReport = -Infinity;
  for (;;) {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 5000,
      application_name: 'pixelboxx-db',
    });
    // A connection that breaks between queries is noticed by the next query.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      const reason = errorCode(error) || (error instanceof Error ? error.message : String(error));
      if (!isPassing(error)) {
        const message = error instanceof Error ? error.message : reason;
        throw new DatabaseProblem(`The database at ${where} refuses the connection: ${message}`, { cause: error });
      }
      if (Date.now() - start >= deadlineMs) {
        const seconds = Math.round(deadlineMs / 1000);
        throw new DatabaseProblem(`The database at ${where} was not reachable for ${seconds} s (${reason}).`, {
          cause: error,
        });
      }
      if (Date.now() - lastReport >= REMINDER_MS) {
        report(`Waiting for the database at ${where} (${reason}) …`);
        lastReport = Date.now();
      }
      await sleep(RETRY_MS);
    }
  }
}
