import type { RunningApp } from '../../support/app.ts';

/** Of these, every column that says when becomes older: by what they hold, or may yet become, somebody gets in. */
const aged: ReadonlySet<string> = new Set([
  'account_links',
  'backup_codes',
  'data_exports',
  'device_authorizations',
  'email_verifications',
  'idempotency_keys',
  'identities',
  'passkey_challenges',
  'passkeys',
  'password_resets',
  'pending_authorizations',
  'personal_tokens',
  'sessions',
  'sign_in_challenges',
  'sign_in_codes',
  'totp_factors',
  'users',
]);

/** What else says when, and why its age lets nobody in. */
const excused: Readonly<Record<string, string>> = {
  albums: 'content',
  audit_entries: 'a record, which nothing is decided by',
  dead_events: 'what systems outside were not told',
  feed_entries: 'what happened, for whoever is in already',
  installation: 'of no account',
  login_budgets:
    'tries that are left; they are of mailboxes and devices, and of no account that a statement could name',
  mail_reports: 'of no account',
  mail_suppressions: 'who is sent no emails',
  outbox_events: 'what systems outside are to be told',
  pixel_pages: 'content',
  resumable_uploads: 'content; whoever sends the rest needs a session or a token for each part',
  security_events: 'a record, which nothing is decided by',
  settings: 'of no account',
  upload_references: 'content',
  uploads: 'content',
  webhook_deliveries: 'what systems outside were told',
  webhooks: 'of the installation: nobody gets in by one, and a report switches off what the account made',
};

interface Table {
  readonly name: string;
  /** The column that names the account. */
  readonly key: string | null;
  /** Those that say when. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** Every table of the application that says when something was or ends, as the database itself has it. */
export async function tablesWithTimes({ prisma }: RunningApp): Promise<Table[]> {
  const { rows } = await prisma.pool.query<Table>(`
    SELECT c.table_name AS name,
           CASE WHEN c.table_name = 'users' THEN 'id' ELSE min(k.column_name::text) END AS key,
           json_agg(json_build_object('name', c.column_name, 'type', c.data_type)) AS columns
      FROM information_schema.columns c
      JOIN information_schema.tables t USING (table_schema, table_name)
      LEFT JOIN information_schema.columns k
        ON k.table_schema = c.table_schema AND k.table_name = c.table_name AND k.column_name = 'user_id'
     WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.table_name NOT LIKE '\\_%'
       AND c.data_type IN ('timestamp with time zone', 'timestamp without time zone', 'date')
     GROUP BY c.table_name ORDER BY c.table_name`);
  return rows;
}

/** Tables of which nobody has said whether they age, and names that are said of no table. */
export function undecidedTables(tables: readonly Table[]): string[] {
  const names = tables.map(({ name }) => name);
  const said = [...aged, ...Object.keys(excused)];
  const isTwice = (name: string) => aged.has(name) && name in excused;
  const undecided = names.filter((name) => !said.includes(name) || isTwice(name));
  return [...undecided, ...said.filter((name) => !names.includes(name))];
}

/**
 * The statement that makes every row of an account older; `$1` its id, `$2` days. All in one: time passes a few times in each
 * of thousands of sequences.
 */
export async function ageingStatement(running: RunningApp): Promise<string> {
  const tables = (await tablesWithTimes(running)).filter(({ name }) => aged.has(name));
  const updates = tables.map(({ name, key, columns }) => {
    if (key === null) throw new Error(`${name} does not name its account`);
    const older = columns.map((column) => `${column.name} = ${column.name} - ${spanOf(column.type)}`);
    return `older_${name} AS (UPDATE ${name} SET ${older.join(', ')} WHERE ${key} = $1::uuid)`;
  });
  return `WITH ${updates.join(', ')} SELECT`;
}

const spanOf = (type: string): string =>
  type === 'date' ? 'round($2::float8)::int' : 'make_interval(secs => $2::float8 * 86400)';
