import { randomBytes, randomUUID } from 'node:crypto';
import type { RunningApp } from '../support/app.ts';

type Database = Pick<RunningApp, 'prisma'>;

/** A column as the database has it. */
export interface Column {
  readonly table: string;
  readonly name: string;
  /** As in a cast, such as `uuid` or `"UploadKind"`. */
  readonly type: string;
  readonly isArray: boolean;
  readonly isNullable: boolean;
  readonly hasDefault: boolean;
  /** The whole primary key is this column. */
  readonly isKey: boolean;
  /** What it references, and whether its row goes with that. */
  readonly references: string | null;
  readonly cascades: boolean;
  /** The last label of an enumeration: what a row of it comes to in the end, such as READY. */
  readonly label: string | null;
  readonly length: number | null;
}

/** Every column of every table of ours. */
export function readColumns({ prisma }: Database): Promise<Column[]> {
  return prisma.$queryRaw<Column[]>`
    SELECT t.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
           y.typcategory = 'A' AS "isArray", NOT a.attnotnull AS "isNullable", a.atthasdef AS "hasDefault",
           EXISTS (SELECT FROM pg_index i
                    WHERE i.indrelid = t.oid AND i.indisprimary AND i.indkey::text = a.attnum::text) AS "isKey",
           f.confrelid::regclass::text AS "references", coalesce(f.confdeltype = 'c', false) AS cascades,
           (SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = a.atttypid ORDER BY e.enumsortorder DESC LIMIT 1) AS label,
           CASE WHEN a.atttypmod > 4 AND y.typcategory = 'S' THEN a.atttypmod - 4 END AS length
      FROM pg_class t
      JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type y ON y.oid = a.atttypid
      LEFT JOIN pg_constraint f ON f.contype = 'f' AND f.conrelid = t.oid AND a.attnum = ANY (f.conkey)
     WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND t.relname <> '_prisma_migrations'
     ORDER BY t.relname, a.attnum`;
}

/** Names what may be somebody's id: by its type or by its name. */
export function mayNameUser({ name, type, isKey }: Column): boolean {
  return /^uuid(\[\])?$/.test(type) ? !(isKey && name === 'id') : /_ids?$/.test(name);
}

/** What a column must be where any value of its type would not do. */
const values: Record<string, string | null> = {
  // Without it, enrolment is under way.
  'totp_factors.enabled_at': new Date().toISOString(),
  'uploads.dominant_color': '#336699',
  'uploads.variants': '[]',
  // Or else the purge looks for that object.
  'data_exports.object_key': null,
};

/** Writes rows that are one user's: whatever column can name somebody names them. */
export class RowsOf {
  private readonly ids = new Map<string, string>();
  private readonly tables: Map<string, Column[]>;

  constructor(
    private readonly database: Database,
    columns: readonly Column[],
    private readonly userId: string,
  ) {
    this.tables = Map.groupBy(columns, ({ table }) => table);
    this.ids.set('users', userId);
  }

  /** All tables but that of users, each after those that it references. */
  order(): string[] {
    const done = new Set(['users']);
    const left = new Set([...this.tables.keys()].filter((table) => !done.has(table)));
    while (left.size > 0) {
      const next = [...left].filter((table) =>
        this.tables.get(table)?.every(({ references }) => !references || references === table || done.has(references)),
      );
      if (next.length === 0) throw new Error(`These reference each other: ${[...left].join(', ')}`);
      for (const table of next) {
        done.add(table);
        left.delete(table);
      }
    }
    return [...done].filter((table) => table !== 'users');
  }

  async insert(table: string): Promise<void> {
    const id = randomUUID();
    const given = (this.tables.get(table) ?? []).flatMap((column) => {
      const value = this.valueOf(column, id);
      return value === undefined ? [] : [{ column, value }];
    });
    const names = given.map(({ column }) => `"${column.name}"`).join(', ');
    const places = given.map(({ column }, index) => `$${index + 1}::text::${column.type}`).join(', ');
    const sql = `INSERT INTO "${table}" (${names}) VALUES (${places}) ON CONFLICT DO NOTHING`;
    await this.database.prisma.$executeRawUnsafe(sql, ...given.map(({ value }) => value));
    this.ids.set(table, id);
  }

  /** Undefined where the database has a value of its own, or none is needed. */
  private valueOf(column: Column, id: string): string | null | undefined {
    const { table, name, type, isKey, references, label, length } = column;
    const fixed = values[`${table}.${name}`];
    if (fixed !== undefined) return fixed;
    if (references) return this.ids.get(references);
    if (type === 'uuid[]') return `{${this.userId}}`;
    if (type === 'uuid') return isKey && name === 'id' ? id : this.userId;
    if (label && !column.isArray) return label;
    if (column.hasDefault || (column.isNullable && !isText(type))) return undefined;
    if (column.isArray) return '{}';
    if (isText(type))
      return randomBytes(32)
        .toString('hex')
        .slice(0, length ?? 64);
    if (/^timestamp|^date/.test(type)) return new Date().toISOString();
    if (/^json/.test(type)) return '{}';
    if (type === 'bytea') return '\\x00';
    return type === 'boolean' ? 'false' : '1';
  }
}

const isText = (type: string): boolean => /^(character|text|citext)/.test(type);

/** The tables, with their schema where it is not ours, in which the text stands in any column; and how often. */
export async function tablesWith({ prisma }: Database, text: string): Promise<Map<string, string[]>> {
  const tables = await prisma.$queryRaw<{ table: string }[]>`
    SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname AS "table"
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`;
  const found = new Map<string, string[]>();
  for (const { table } of tables) {
    const name = table.split('.').map((part) => `"${part}"`);
    const rows = await prisma.$queryRawUnsafe<{ column: string }[]>(
      `SELECT DISTINCT pair.key AS "column" FROM ${name.join('.')} AS whole, jsonb_each_text(to_jsonb(whole)) AS pair
        WHERE position($1 IN pair.value) > 0`,
      text,
    );
    if (rows.length > 0) found.set(table, rows.map(({ column }) => column).sort());
  }
  return found;
}
