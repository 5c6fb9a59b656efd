import { availableParallelism } from 'node:os';
import pg from 'pg';
import { grownJobs, grownRows, helper } from './rows.ts';

/** The number of rows of each table, as the planner knows it. */
export type TableSizes = ReadonlyMap<string, number>;

interface Index {
  readonly name: string;
  readonly definition: string;
}

/** Tables whose statements read others: filled once these have their rows, and `uploads` its indexes. */
const derived = ['album_images', 'upload_references', 'webhook_deliveries'];

const settings = {
  session_replication_role: 'replica',
  synchronous_commit: 'off',
  timezone: 'UTC',
  maintenance_work_mem: '512MB',
  work_mem: '64MB',
};

/**
 * Fills an empty, migrated database with what `users` users leave there in years. Needs a superuser, since triggers and
 * foreign keys are skipped. Indexes are created again after the rows, which is much faster. Uses all processors.
 * @param passwordHash of all users, who are called `grown_1`, `grown_2`, …
 */
export async function fillAsGrown(url: string, users: number, passwordHash: string): Promise<void> {
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const clients = Array.from(
    { length: availableParallelism() },
    () => new pg.Client({ connectionString: url, options: options.join(' ') }),
  );
  const [first] = clients;
  if (!first) return;
  try {
    for (const client of clients) {
      await client.connect();
      await client.query(helper);
    }
    const indexes = await takeIndexes(first);
    const all = [users, new Date(), passwordHash];
    const toQuery = ([, text]: [string, string]) => ({ text, values: all.slice(0, parameterCountOf(text)) });
    const isDerived = ([table]: [string, string]) => derived.includes(table);
    const statements = Object.entries(grownRows);
    await runAll(clients, statements.filter((entry) => !isDerived(entry)).map(toQuery));
    await makeIndexes(clients, indexes, 'uploads');
    // Without it the planner takes them for small, and reads all uploads for each album.
    await first.query('ANALYZE uploads, albums');
    await runAll(clients, statements.filter(isDerived).map(toQuery));
    await makeIndexes(clients, indexes);
    await first.query('VACUUM ANALYZE');
  } finally {
    await Promise.all(clients.map((client) => client.end()));
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

/** The highest of `$1`, `$2`, …; PostgreSQL refuses values that no parameter takes. */
function parameterCountOf(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/\$(\d)/g), ([, number]) => Number(number)));
}

/** Each client takes the next query as soon as it has run one. */
async function runAll(clients: pg.Client[], queries: pg.QueryConfig[]): Promise<void> {
  const left = [...queries];
  await Promise.all(
    clients.map(async (client) => {
      for (let next = left.shift(); next; next = left.shift()) await client.query(next);
    }),
  );
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
async function makeIndexes(clients: pg.Client[], indexes: Index[], table?: string): Promise<void> {
  const isWanted = ({ definition }: Index) => table === undefined || definition.includes(` ON public.${table} `);
  const wanted = indexes.filter(isWanted);
  indexes.splice(0, indexes.length, ...indexes.filter((index) => !isWanted(index)));
  await runAll(
    clients,
    wanted.map(({ definition }) => ({ text: definition })),
  );
}
