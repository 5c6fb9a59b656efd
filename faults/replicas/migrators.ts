import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { runDatabaseCommand } from '../product/processes.ts';
import { databaseUrl } from '../services/postgres.ts';

const folder = join(import.meta.dirname, '../../apps/api/prisma/migrations');
const concurrent = 5;

/** Five processes migrate one empty database at once, as replicas do at their start. @returns what is wrong */
export async function migrateConcurrently(port: number, round: number): Promise<string[]> {
  const name = `migrated_${round}`;
  const admin = new pg.Client({ connectionString: databaseUrl(port) });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${name}`);
    const url = databaseUrl(port, name);
    const runs = await Promise.allSettled(Array.from({ length: concurrent }, () => runDatabaseCommand(url, 'apply')));
    const failed = runs.flatMap((run) => (run.status === 'rejected' ? [String(run.reason).slice(0, 400)] : []));
    return [...failed, ...(await findFaults(url))];
  } finally {
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.end();
  }
}

/** Every migration is recorded once, and is finished. */
async function findFaults(url: string): Promise<string[]> {
  const expected = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; steps: number }>(
      `SELECT migration_name AS name, applied_steps_count AS steps FROM _prisma_migrations
        WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
    );
    const { rowCount } = await client.query('SELECT 1 FROM _prisma_migrations');
    const applied = rows.map(({ name }) => name);
    const faults: string[] = [];
    if (applied.join() !== expected.join())
      faults.push(`applied ${applied.join(', ')} instead of ${expected.join(', ')}`);
    if (rowCount !== expected.length) faults.push(`${rowCount ?? 0} rows of migrations instead of ${expected.length}`);
    return faults;
  } finally {
    await client.end();
  }
}
