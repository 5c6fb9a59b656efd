import type { ClientBase } from 'pg';

/** Rows that a freshly migrated database contains. */
const initialRows = ['public._prisma_migrations', 'pgboss.version'];

/**
 * Queues of the product's jobs that only the start of an app has written to. An app that finds none creates all of them,
 * each with a transaction and a query.
 */
const newQueues = `updated_on = created_on AND name NOT LIKE 'test.%'
  AND coalesce(monitor_claim_on, monitor_on, maintain_on, retained_on, delta_on) IS NULL`;

/** Above this size, truncating a table is cheaper than deleting its rows. */
const fewBytes = 2 * 1024 * 1024;

const ofUsers = `nspname !~ '^pg_' AND nspname <> 'information_schema'`;

/** The catalogs that record everything a test could have altered, besides rows. */
const catalogs = [
  ...['pg_attrdef', 'pg_attribute', 'pg_authid', 'pg_constraint', 'pg_db_role_setting', 'pg_enum', 'pg_extension'],
  ...['pg_index', 'pg_namespace', 'pg_proc', 'pg_trigger', 'pg_type'],
];

/**
 * Altering a catalog row writes it again in another transaction. Rows of `pg_class` are also written when a table is
 * truncated or analyzed, so for these the contents count.
 */
const fingerprintSql = [
  ...catalogs.map(
    (name) => `SELECT '${name}' AS of, count(*)::text AS rows, sum(xmin::text::bigint)::text AS sum FROM ${name}`,
  ),
  `SELECT 'pg_class', count(*)::text, sum(hashtext(concat_ws(' ', relname, relnamespace, relkind, reloptions)))::text FROM pg_class`,
].join(' UNION ALL ');

/** Equal for two states of one database that differ only in rows of the product's tables. */
export async function fingerprintOf(client: ClientBase): Promise<string> {
  const { rows: schema } = await client.query(fingerprintSql);
  const { rows: migrations } = await client.query('SELECT * FROM public._prisma_migrations ORDER BY id');
  const { rows: jobSchema } = await client.query('SELECT version FROM pgboss.version');
  return JSON.stringify([schema, migrations, jobSchema]);
}

/**
 * Resets session state: the embedded database has one session for all clients. Everything in `DISCARD ALL` except plans:
 * statements that it prepared for the previous file serve the next one.
 */
export async function freeSession(client: ClientBase): Promise<void> {
  await client.query(
    'CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES',
  );
}

/** Takes 15 ms if few rows were written; truncating every table and index takes 80. */
export async function emptyTables(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string; bytes: number }>(
    `SELECT format('%I.%I', nspname, relname) AS name, pg_relation_size(c.oid)::float8 AS bytes
       FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE relkind = 'r' AND ${ofUsers} AND concat_ws('.', nspname, relname) <> ALL ($1)`,
    [initialRows],
  );
  const written = rows.filter(({ bytes }) => bytes > 0);
  if (written.reduce((sum, { bytes }) => sum + bytes, 0) > fewBytes) {
    await client.query(`TRUNCATE ${rows.map(({ name }) => name).join(', ')} CASCADE`);
  } else if (written.length > 0) {
    // As a replica: no triggers and no foreign keys apply.
    const deletions = written.map(
      ({ name }) => `DELETE FROM ${name}${name === 'pgboss.queue' ? ` WHERE NOT (${newQueues})` : ''}`,
    );
    await client.query(['SET LOCAL session_replication_role = replica', ...deletions].join('; '));
    await client.query(`VACUUM ${written.map(({ name }) => name).join(', ')}`);
  }
  await restartSequences(client);
}

async function restartSequences(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ restart: string }>(
    `SELECT format('ALTER SEQUENCE %I.%I RESTART', schemaname, sequencename) AS restart
       FROM pg_sequences WHERE last_value IS NOT NULL`,
  );
  if (rows.length > 0) await client.query(rows.map(({ restart }) => restart).join('; '));
}
