import pg from 'pg';
import { EXPECTED_MIGRATIONS } from '../../generated/expected-migrations.ts';

/**
 * `current`: exactly this build's migrations are applied. `behind`: at least one of them is missing. `ahead`: all are
 * applied, and others too, as during the rollout of a newer build. `missing`: no migration was ever applied.
 */
export type SchemaState = 'current' | 'behind' | 'ahead' | 'missing';

const UNDEFINED_TABLE = '42P01';

/** One query. Throws the connection's error if the database is not reachable. */
export async function readSchemaState(
  client: pg.Pool | pg.ClientBase,
  expected: readonly string[] = EXPECTED_MIGRATIONS,
): Promise<SchemaState> {
  let applied: Set<string>;
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT migration_name AS name FROM public._prisma_migrations
        WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    );
    applied = new Set(rows.map(({ name }) => name));
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === UNDEFINED_TABLE) return 'missing';
    throw error;
  }
  if (applied.size === 0) return 'missing';
  if (expected.some((name) => !applied.has(name))) return 'behind';
  return applied.size > expected.length ? 'ahead' : 'current';
}
