import pg from 'pg';
import { databaseUrlOf } from './database-template.ts';

/** A lock on the server: processes that need a template of the same name take turns. */
const lockOf = (name: string): [sql: string, values: string[]] => [
  'SELECT pg_advisory_lock(hashtextextended($1, 0))',
  [name],
];

const isPrepared = 'prepared: whoever finds this need not connect to it';

/**
 * A database called `name` on a server, to which `prepare` was applied once, whichever of several processes came first.
 * Nothing connects to it afterwards: a database with connections cannot be copied.
 */
export async function prepareOnServer(
  serverUrl: string,
  name: string,
  prepare: (url: string) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(...lockOf(name));
    const { rows } = await client.query<{ comment: string | null }>(
      `SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1`,
      [name],
    );
    if (rows[0]?.comment === isPrepared) return;
    if (!rows[0]) await client.query(`CREATE DATABASE "${name}"`);
    await prepare(databaseUrlOf(serverUrl, name));
    await client.query(`COMMENT ON DATABASE "${name}" IS '${isPrepared}'`);
  } finally {
    // Closing the connection releases the lock.
    await client.end();
  }
}
