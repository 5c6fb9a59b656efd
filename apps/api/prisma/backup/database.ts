import pg from 'pg';
import { DatabaseProblem } from '../migrate/problem.ts';
import { type Part, readLines, tablePath, writeLines } from './manifest.ts';

/**
 * Left out: what Prisma keeps, what is about this one server's transactions and a few minutes or days of live news, and
 * uploads that are still arriving, whose bytes are not among the objects.
 */
const leftOut = ['_prisma_migrations', 'cache_invalidations', 'feed_entries', 'resumable_uploads'];
/** May have a row in a database that nobody has used. */
const madeByItself = ['installation'];
const batchSize = 500;

const quoted = (name: string): string => pg.escapeIdentifier(name);

/** Of the product; those of the job queue are none of it. */
async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1) ORDER BY tablename`,
    [leftOut],
  );
  return rows.map(({ name }) => name);
}

/** All tables as of one moment, each row as the JSON that Postgres itself makes of it: nothing is rounded on the way. */
export async function dumpTables(client: pg.Client, folder: string): Promise<Record<string, Part>> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  try {
    const parts: Record<string, Part> = {};
    for (const table of await tablesOf(client)) {
      parts[table] = await writeLines(tablePath(folder, table), rowsOf(client, table));
    }
    return parts;
  } finally {
    await client.query('ROLLBACK');
  }
}

async function* rowsOf(client: pg.Client, table: string): AsyncGenerator<string, void> {
  await client.query(`DECLARE dump CURSOR FOR SELECT row_to_json(it)::text AS line FROM ${quoted(table)} it`);
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`FETCH ${batchSize} FROM dump`);
    for (const { line } of rows) yield line;
    if (rows.length < batchSize) break;
  }
  await client.query('CLOSE dump');
}

/** @throws DatabaseProblem when somebody has used it */
export async function requireEmpty(client: pg.Client): Promise<void> {
  for (const table of await tablesOf(client)) {
    if (madeByItself.includes(table)) continue;
    const { rowCount } = await client.query(`SELECT 1 FROM ${quoted(table)} LIMIT 1`);
    if (rowCount)
      throw new DatabaseProblem(
        `The database is not empty: there is something in \`${table}\`. Restore into a new one.`,
      );
  }
}

/**
 * In one transaction: all of it is there afterwards, or nothing. Triggers are off meanwhile, since what they would write
 * is in the backup.
 */
export async function loadTables(client: pg.Client, folder: string, parts: Record<string, Part>): Promise<void> {
  await client.query('BEGIN');
  try {
    for (const table of madeByItself) await client.query(`DELETE FROM ${quoted(table)}`);
    for (const table of await inOrderOfReferences(client, Object.keys(parts))) {
      const part = parts[table];
      if (!part) continue;
      await client.query(`ALTER TABLE ${quoted(table)} DISABLE TRIGGER USER`);
      await insertAll(client, table, readLines(tablePath(folder, table), part));
      await client.query(`ALTER TABLE ${quoted(table)} ENABLE TRIGGER USER`);
    }
    await setSequences(client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function insertAll(client: pg.Client, table: string, lines: AsyncIterable<string>): Promise<void> {
  const name = quoted(table);
  const insert = async (batch: readonly string[]) => {
    // Text as it was read: a number of 64 bits is none of JavaScript's.
    await client.query(`INSERT INTO ${name} SELECT * FROM json_populate_recordset(NULL::${name}, $1::json)`, [
      `[${batch.join(',')}]`,
    ]);
  };
  let batch: string[] = [];
  for await (const line of lines) {
    batch.push(line);
    if (batch.length < batchSize) continue;
    await insert(batch);
    batch = [];
  }
  if (batch.length > 0) await insert(batch);
}

/** What is referred to comes before what refers to it. @throws DatabaseProblem where tables refer to each other in a circle */
async function inOrderOfReferences(client: pg.Client, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ from: string; to: string }>(
    `SELECT conrelid::regclass::text AS "from", confrelid::regclass::text AS "to"
       FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid AND connamespace = 'public'::regnamespace`,
  );
  const waiting = new Set(tables);
  const ordered: string[] = [];
  while (waiting.size > 0) {
    const free = [...waiting].filter((table) => !rows.some(({ from, to }) => from === table && waiting.has(to)));
    if (free.length === 0) throw new DatabaseProblem(`These tables refer to each other: ${[...waiting].join(', ')}.`);
    for (const table of free) waiting.delete(table);
    ordered.push(...free);
  }
  return ordered;
}

/** Numbers go on after the last that was given out. */
async function setSequences(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `SELECT table_name AS table, column_name AS column, pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence
       FROM information_schema.columns
      WHERE table_schema = 'public' AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL`,
  );
  for (const { table, column, sequence } of rows) {
    await client.query(
      `SELECT setval($1, (SELECT coalesce(max(${quoted(column)}), 0) + 1 FROM ${quoted(table)}), false)`,
      [sequence],
    );
  }
}
