import pg from 'pg';
import { DatabaseProblem } from '../migrate/problem.ts';

interface Column {
  name: string;
  type: string;
  /** As SQL writes it. */
  fullType: string;
  maxLength: number | null;
  isNullable: boolean;
  enumType: string | null;
}

const hex = `encode(sha256(convert_to(i::text, 'utf8')), 'hex')`;
/**
 * Values follow from the row's number and the type alone: so a reference finds the row of the same number, equal columns
 * are equal, and unique ones differ.
 */
const valueByType: Record<string, string> = {
  uuid: 'md5(i::text)::uuid',
  bool: 'true',
  int2: '(i % 30000)::int2',
  int4: 'i::int4',
  int8: 'i::int8',
  numeric: 'i::numeric',
  float4: 'i::float4',
  float8: 'i::float8',
  timestamp: `timestamp '2026-01-01' + i * interval '1 second'`,
  timestamptz: `timestamptz '2026-01-01Z' + i * interval '1 second'`,
  date: `date '2026-01-01' + (i % 300)::int`,
  bytea: `sha256(convert_to(i::text, 'utf8'))`,
  json: `'[]'::json`,
  jsonb: `'[]'::jsonb`,
  inet: `'192.0.2.1'::inet`,
  xid8: `i::text::xid8`,
};
/** What a column's own constraint asks for and its type does not say, by a word of the constraint. */
const valueByCheck: readonly [RegExp, string][] = [[/\^#\[0-9a-f\]\{6\}\$/, `'#' || left(${hex}, 6)`]];

const FOREIGN_KEY_VIOLATION = '23503';

/**
 * Fills every table with up to `rows` generated rows; of what may be missing every fourth is. Returns how many rows each
 * has. @throws DatabaseProblem for a table that no row can be made for
 */
export async function fillTables(client: pg.Client, rows: number): Promise<Map<string, number>> {
  const { rows: found } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
  );
  const counts = new Map<string, number>();
  // A table whose references are not there yet comes later.
  for (let waiting = found.map(({ name }) => name); waiting.length > 0;) {
    const left: string[] = [];
    let reason: unknown;
    for (const table of waiting) {
      try {
        counts.set(table, await fillTable(client, table, rows));
      } catch (error) {
        if (!(error instanceof pg.DatabaseError) || error.code !== FOREIGN_KEY_VIOLATION) throw describe(table, error);
        left.push(table);
        reason = error;
      }
    }
    if (left.length === waiting.length) throw describe(left.join(', '), reason);
    waiting = left;
  }
  return counts;
}

const describe = (table: string, error: unknown): DatabaseProblem =>
  new DatabaseProblem(
    `No rows can be made for ${table}: ${error instanceof Error ? error.message : String(error)}\n` +
      'Add a value that fits its constraint to apps/api/prisma/safety/fill.ts.',
    { cause: error },
  );

async function fillTable(client: pg.Client, table: string, rows: number): Promise<number> {
  const columns = await columnsOf(client, table);
  const { rows: checks } = await client.query<{ name: string; definition: string }>(
    `SELECT a.attname AS name, pg_get_constraintdef(c.oid) AS definition
       FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
      WHERE c.contype = 'c' AND c.conrelid = to_regclass($1)`,
    [`public.${pg.escapeIdentifier(table)}`],
  );
  const values = columns.map((column) => {
    const definitions = checks.filter(({ name }) => name === column.name).map(({ definition }) => definition);
    const asked = valueByCheck.find(([pattern]) => definitions.some((definition) => pattern.test(definition)));
    const value = asked?.[1] ?? valueOf(column, table);
    return column.isNullable ? `CASE WHEN i % 4 > 0 THEN ${value} END` : value;
  });
  const names = columns.map(({ name }) => pg.escapeIdentifier(name));
  const { rowCount } = await client.query(
    `INSERT INTO public.${pg.escapeIdentifier(table)} (${names.join(', ')})
     SELECT ${values.join(', ')} FROM generate_series(1, $1::int) i ON CONFLICT DO NOTHING`,
    [rows],
  );
  return rowCount ?? 0;
}

async function columnsOf(client: pg.Client, table: string): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `SELECT a.attname AS name, t.typname AS type, format_type(a.atttypid, NULL) AS "fullType", a.attnotnull = false AS "isNullable",
            CASE WHEN t.typname IN ('varchar', 'bpchar') AND a.atttypmod > 4 THEN a.atttypmod - 4 END AS "maxLength",
            CASE WHEN t.typtype = 'e' THEN format('%I.%I', n.nspname, t.typname) END AS "enumType"
       FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_namespace n ON n.oid = t.typnamespace
       LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attgenerated = '' AND a.attidentity = ''
        AND coalesce(pg_get_expr(d.adbin, d.adrelid), '') NOT LIKE 'nextval(%' ORDER BY a.attnum`,
    [`public.${pg.escapeIdentifier(table)}`],
  );
  return rows;
}

function valueOf({ name, type, fullType, maxLength, enumType }: Column, table: string): string {
  if (enumType !== null) return `(enum_range(NULL::${enumType}))[1 + i % cardinality(enum_range(NULL::${enumType}))]`;
  if (type.startsWith('_')) return `'{}'::${fullType}`;
  if (type === 'text') return hex;
  if (type === 'varchar' || type === 'bpchar') return maxLength === null ? hex : `left(${hex}, ${maxLength})`;
  const value = valueByType[type];
  if (value === undefined)
    throw new DatabaseProblem(`${table}.${name} is of type ${type}, for which fill.ts has no value.`);
  return value;
}
