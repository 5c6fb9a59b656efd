import type pg from 'pg';
import type { Migration } from './migration-files.ts';
import { DatabaseProblem } from './problem.ts';

export interface AppliedMigration {
  name: string;
  checksum: string;
  finished: boolean;
}

/** The rows of `_prisma_migrations` that count, oldest first; empty before the first migration. */
export async function readHistory(client: pg.ClientBase): Promise<AppliedMigration[]> {
  const { rows: found } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS exists`,
  );
  if (!found[0]?.exists) return [];
  const { rows } = await client.query<AppliedMigration>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM public._prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  );
  return rows;
}

export interface HistoryReview {
  pending: Migration[];
  /** Applied, then changed in the folder. */
  edited: string[];
  /** Applied, and not in this folder: the database is ahead of this build. */
  unknown: string[];
  /** Begun by a tool without a transaction, and neither finished nor given up. */
  unfinished: string[];
}

export function reviewHistory(migrations: Migration[], history: AppliedMigration[]): HistoryReview {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  const finished = new Map(history.filter((row) => row.finished).map((row) => [row.name, row]));
  return {
    pending: migrations.filter(({ name }) => !finished.has(name)),
    edited: migrations
      .filter(({ name, checksum }) => finished.has(name) && finished.get(name)?.checksum !== checksum)
      .map(({ name }) => name),
    unknown: [...finished.keys()].filter((name) => !known.has(name)),
    unfinished: history.filter((row) => !row.finished && !finished.has(row.name)).map(({ name }) => name),
  };
}

/** Throws DatabaseProblem saying what to do when nothing may be applied on top of this history. */
export function requireSoundHistory({ edited, unfinished }: HistoryReview): void {
  const [first] = unfinished;
  if (first !== undefined) {
    throw new DatabaseProblem(
      `Migration ${first} was started but not finished by a tool that does not use a transaction.\n` +
        `Undo its changes manually, then run: npm run db -- apply --retry ${first}`,
    );
  }
  if (edited.length > 0) throw new DatabaseProblem(formatEdited(edited));
}

export function formatEdited(edited: string[]): string {
  return (
    `Changed after it was applied: ${edited.join(', ')}.\n` +
    'Restore the file and put the change into a new migration (npm run db -- new <name>), or reset a development database.'
  );
}
