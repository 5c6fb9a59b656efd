import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startEmbeddedPostgres } from '@pixelboxx/scripts/embedded';
import { startScratchPostgres } from '@pixelboxx/scripts/embedded/scratch';
import pg from 'pg';
import { OWN_FILES, readMigrations } from '../../prisma/engine/migration-files.ts';
import { databaseUrlOf, snapshotPath, templateName } from './database-template.ts';

export interface TestDatabase {
  url: string;
  stop(): Promise<void>;
}

/** Whether tests run on a real PostgreSQL, which has concurrent transactions; the embedded one runs them in turn. */
export const onRealPostgres = Boolean(process.env['TEST_DATABASE_URL']);

/**
 * A migrated, empty database of its own: on the server at TEST_DATABASE_URL, whose user may create databases, or in
 * memory. One per test file; costs about half a second.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const realUrl = process.env['TEST_DATABASE_URL'];
  const migrations = readMigrations(OWN_FILES);
  if (realUrl) return createOnServer(realUrl, templateName(migrations));
  const { url, stop } = await startEmbeddedPostgres({ snapshot: readFileSync(snapshotPath(migrations)) });
  return { url, stop };
}

/** A database without a single table, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const realUrl = process.env['TEST_DATABASE_URL'];
  if (realUrl) return createOnServer(realUrl, 'template1');
  const { url, stop } = await startScratchPostgres();
  return { url, stop };
}

async function createOnServer(serverUrl: string, template: string): Promise<TestDatabase> {
  const name = `pixelboxx_test_${randomUUID().replaceAll('-', '')}`;
  const execute = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: serverUrl });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await execute(`CREATE DATABASE "${name}" TEMPLATE "${template}"`);
  return { url: databaseUrlOf(serverUrl, name), stop: () => execute(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`) };
}
