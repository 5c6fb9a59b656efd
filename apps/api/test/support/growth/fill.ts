import pg from 'pg';
import { grownJobs, grownRows, helper } from './rows.ts';

/** The number of rows of each table, as the planner knows it. */
export type TableSizes = ReadonlyMap<string, number>;

interface Index {
  readonly name: string;
  readonly definition: string;
}

/**
 * Fills an empty, migrated database with what `users` users leave there in years. Needs a superuser, since triggers and
 * foreign keys are skipped. Indexes are created again after the rows, which is much faster.
 * @param passwordHash of all users, who are called `grown_1`, `grown_2`, …
 */
export async function fillAsGrown(url: string, users: number, passwordHash: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SET session_replication_role = replica; SET synchronous_commit = off; SET timezone = 'UTC'`);
    await client.query(`SET maintenance_work_mem = '512MB'; SET work_mem = '64MB'; ${helper}`);
    const indexes = await takeIndexes(client);
    const at = new Date();
    for (const [table, statement] of Object.entries(grownRows)) {
      const values = [users, at, passwordHash].slice(0, Math.max(2, statement.includes('$3') ? 3 : 2));
      await client.query(
        table.startsWith('album_') || table === 'upload_references' ? statement : { text: statement, values },
      );
      if (table === 'uploads') await makeIndexes(client, indexes, 'uploads');
    }
    await makeIndexes(client, indexes);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

/** The jobs of all users' last day: the queue's tables exist once an api has started on the database. */
export async function fillJobs(url: string, jobs: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(grownJobs, [jobs]);
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}

export async function tableSizes(url: string): Promise<TableSizes> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; rows: number }>(
      `SELECT relname AS name, reltuples::float8 AS rows FROM pg_class
        WHERE relkind = 'r' AND relnamespace::regnamespace::text IN ('public', 'pgboss')`,
    );
    return new Map(rows.map(({ name, rows: count }) => [name, count]));
  } finally {
    await client.end();
  }
}

/** Drops the indexes that no constraint depends on, and returns them. */
async function takeIndexes(client: pg.Client): Promise<Index[]> {
  const { rows } = await client.query<Index>(
    `SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE c.relnamespace = 'public'::regnamespace AND NOT i.indisprimary
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)`,
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${pg.escapeIdentifier(name)}`);
  return rows;
}

/** Creates all of the indexes, or those of one table, and removes them from the list. */
async function makeIndexes(client: pg.Client, indexes: Index[], table?: string): Promise<void> {
  for (const index of indexes.splice(0)) {
    if (table === undefined || index.definition.includes(` ON public.${table} `)) await client.query(index.definition);
    else indexes.push(index);
  }
}
