import { canonicalIdentifier, type SecurityEventType } from '@pixelboxx/shared';
import type pg from 'pg';
import { uuidv7 } from '../src/platform/identifiers.ts';
import { connect, type Report } from './migrate/connection.ts';
import { ArgumentsProblem } from './arguments.ts';
import { DatabaseProblem } from './migrate/problem.ts';

interface Account {
  readonly id: string;
  readonly username: string;
  readonly role: 'USER' | 'MOD' | 'ADMIN';
}

interface StaffMember extends Account {
  readonly hasCodes: boolean;
  readonly passkeys: number;
  readonly isSuspended: boolean;
}

interface Options {
  readonly report: Report;
  readonly deadlineMs: number;
}

/** The same as in `AccountAdminService`. */
const grantEnd = `now() + interval '3 days'`;
const usage = `Usage: npm run db -- staff <command>
  list                      moderators and administrators, and with which second factors
  promote <username>        make somebody an administrator: the first one, or where nobody is left who could
  reset-factors <username>  remove code app, backup codes and passkeys, and end every session: the password alone then
                            signs in, and the role waits for a new second factor, to be set up within three days`;

/**
 * For operators with server access: does what an administrator does for others when no administrator is left (ADR 36).
 * Runs in one transaction, and writes the records that an administrator's action would; database triggers notify
 * running replicas.
 * @throws DatabaseProblem
 */
export async function lookAfterStaff(
  url: string,
  [command, username]: readonly string[],
  options: Options,
): Promise<void> {
  const act = command === 'promote' ? promote : command === 'reset-factors' ? resetFactors : undefined;
  if (command !== 'list' && (!act || username === undefined)) throw new ArgumentsProblem(usage);
  const client = await connect(url, options.deadlineMs, options.report);
  try {
    if (!act || username === undefined) await list(client, options.report);
    else options.report(await inTransaction(client, async () => act(client, await lock(client, username))));
  } finally {
    await client.end();
  }
}

async function list(client: pg.Client, report: Report): Promise<void> {
  const { rows } = await client.query<StaffMember>(
    `SELECT u.id, u.username, u.role, u.suspended_at IS NOT NULL AS "isSuspended",
            EXISTS (SELECT FROM totp_factors t WHERE t.user_id = u.id AND t.enabled_at IS NOT NULL) AS "hasCodes",
            (SELECT count(*)::int FROM passkeys p WHERE p.user_id = u.id) AS passkeys
       FROM users u WHERE u.role <> 'USER' AND u.deleted_at IS NULL ORDER BY u.role DESC, u.username_key`,
  );
  for (const member of rows) report(describe(member));
  if (rows.length === 0) report('Nobody looks after this installation yet: npm run db -- staff promote <username>');
}

function describe({ username, role, hasCodes, passkeys, isSuspended }: StaffMember): string {
  const factors = [...(hasCodes ? ['codes'] : []), ...(passkeys > 0 ? [`${passkeys} passkey(s)`] : [])];
  const state = isSuspended ? ', suspended' : '';
  return `${role.padEnd(5)} ${username.padEnd(32)} ${factors.join(', ') || 'no second factor'}${state}`;
}

async function promote(client: pg.Client, { id, username, role }: Account): Promise<string> {
  if (role === 'ADMIN') return `${username} is an administrator already.`;
  // As when an administrator appoints a user: without a second factor, they can set one up (ADR 50).
  await client.query(
    `UPDATE users SET role = 'ADMIN', updated_at = now(), factor_grant_ends_at = CASE WHEN
         EXISTS (SELECT FROM totp_factors WHERE user_id = $1 AND enabled_at IS NOT NULL)
         OR EXISTS (SELECT FROM passkeys WHERE user_id = $1) THEN NULL ELSE ${grantEnd} END WHERE id = $1`,
    [id],
  );
  await record(client, id, 'ROLE_CHANGED');
  return `${username} is an administrator. Where a second factor is required, the role waits until they have set one up, within three days.`;
}

async function resetFactors(client: pg.Client, { id, username }: Account): Promise<string> {
  for (const table of ['totp_factors', 'backup_codes', 'passkeys', 'passkey_challenges'])
    await client.query(`DELETE FROM ${table} WHERE user_id = $1`, [id]);
  await client.query(
    `UPDATE users SET auth_generation = auth_generation + 1, factor_grant_ends_at = ${grantEnd}, updated_at = now()
      WHERE id = $1`,
    [id],
  );
  await client.query(
    `INSERT INTO outbox_events (id, subject, aggregate_id, data)
     VALUES ($1, 'sessions.revoked', $2::text, jsonb_build_object('userId', $2::text, 'all', true))`,
    [uuidv7(), id],
  );
  await record(client, id, 'SECOND_FACTORS_RESET');
  return `${username} has no second factor any more, and is signed out everywhere. Tell them: no e-mail was sent.`;
}

/** As in the api: code that changes an account locks its row. */
async function lock(client: pg.Client, username: string): Promise<Account> {
  const { rows } = await client.query<Account>(
    `SELECT id, username, role FROM users WHERE username_key = $1 AND deleted_at IS NULL FOR NO KEY UPDATE`,
    [canonicalIdentifier(username).toLowerCase()],
  );
  const [account] = rows;
  if (!account) throw new DatabaseProblem(`There is no account ${username}.`);
  return account;
}

async function record(client: pg.Client, userId: string, type: SecurityEventType): Promise<void> {
  const values = [uuidv7(), userId, type];
  await client.query(
    `INSERT INTO security_events (id, user_id, type, request_id) VALUES ($1, $2, $3, 'server command')`,
    values,
  );
  await client.query(
    `INSERT INTO audit_entries (id, account_id, type, request_id) VALUES ($1, $2, $3, 'server command')`,
    values,
  );
}

async function inTransaction(client: pg.Client, work: () => Promise<string>): Promise<string> {
  await client.query('BEGIN');
  try {
    const said = await work();
    await client.query('COMMIT');
    return said;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
