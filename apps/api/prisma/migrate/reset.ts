import { applyMigrations } from './apply.ts';
import { connect, formatDatabase, type Report } from './connection.ts';
import type { MigrationFiles } from './migration-files.ts';
import { DatabaseProblem } from './problem.ts';

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]', '']);

export interface ResetOptions {
  report: Report;
  isProduction: boolean;
  /** Also a database on another machine. Never one in production. */
  force: boolean;
  deadlineMs?: number;
}

/** Throws DatabaseProblem where losing everything may not be what is wanted. */
function requireDisposable(url: string, { isProduction, force }: ResetOptions): void {
  if (isProduction) throw new DatabaseProblem('A production database is not reset (NODE_ENV=production).');
  const where = formatDatabase(url);
  if (force || LOCAL_HOSTS.has(new URL(url).hostname)) return;
  throw new DatabaseProblem(
    `The database at ${where} is not on this machine. To delete everything in it, add --force.`,
  );
}

/** Deletes everything, the job queue's schema included, and applies all migrations. Throws DatabaseProblem. */
export async function resetDatabase(url: string, files: MigrationFiles, options: ResetOptions): Promise<void> {
  requireDisposable(url, options);
  const { report, deadlineMs = 10_000 } = options;
  const client = await connect(url, deadlineMs, report);
  try {
    await client.query(
      `BEGIN; SET LOCAL lock_timeout = '10s';
       DROP SCHEMA IF EXISTS pgboss CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public; COMMIT`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
  report('Emptied the database');
  await applyMigrations(url, files, { report, deadlineMs });
}
