import type { ClientBase } from 'pg';

/** Rows that a migrated database begins with. */
const initialRows = ['public._prisma_migrations', 'pgboss.version'];

const ofUsers = `nspname !~ '^pg_' AND nspname <> 'information_schema'`;

/** One line for each thing that a test could have altered, beside rows. */
const schemaSql = `
  SELECT concat_ws(' ', nspname, relname, relkind, reloptions, attname, format_type(atttypid, atttypmod), attnotnull,
      pg_get_expr(adbin, adrelid)) AS line
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0
      LEFT JOIN pg_attrdef ON adrelid = c.oid AND adnum = attnum WHERE ${ofUsers}
  UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index
    JOIN pg_class c ON c.oid = indexrelid JOIN pg_namespace n ON n.oid = relnamespace WHERE ${ofUsers}
  UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(o.oid)) FROM pg_constraint o
    JOIN pg_namespace n ON n.oid = connamespace WHERE ${ofUsers}
  UNION ALL SELECT concat_ws(' ', pg_get_triggerdef(oid), tgenabled) FROM pg_trigger
  UNION ALL SELECT concat_ws(' ', nspname, proname, pg_get_function_identity_arguments(p.oid), prosrc) FROM pg_proc p
    JOIN pg_namespace n ON n.oid = pronamespace WHERE ${ofUsers}
  UNION ALL SELECT concat_ws(' ', nspname, typname, enumlabel) FROM pg_type t
    JOIN pg_namespace n ON n.oid = typnamespace LEFT JOIN pg_enum ON enumtypid = t.oid WHERE ${ofUsers}
  UNION ALL SELECT concat_ws(' ', 'setting', setdatabase, setrole, setconfig) FROM pg_db_role_setting
  UNION ALL SELECT extname FROM pg_extension
  UNION ALL SELECT rolname FROM pg_roles
  ORDER BY line`;

/** Equal for two states of a database that differ in rows of the product's tables and in nothing else. */
export async function describeSchema(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ line: string }>(schemaSql);
  const { rows: migrations } = await client.query('SELECT * FROM public._prisma_migrations ORDER BY id');
  const { rows: jobSchema } = await client.query('SELECT version FROM pgboss.version');
  return JSON.stringify([rows.map(({ line }) => line), migrations, jobSchema]);
}

/** Undoes what belongs to a session: the embedded database has one for all clients. */
export async function freeSession(client: ClientBase): Promise<void> {
  await client.query('DISCARD ALL');
}

export async function emptyTables(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', nspname, relname) AS name FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
      WHERE relkind = 'r' AND ${ofUsers} AND concat_ws('.', nspname, relname) <> ALL ($1)`,
    [initialRows],
  );
  await client.query(`TRUNCATE ${rows.map(({ name }) => name).join(', ')} RESTART IDENTITY CASCADE`);
}
