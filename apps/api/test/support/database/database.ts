import { randomUUID } from 'node:crypto';
import { startTempPostgres } from '@pixelboxx/embedded-postgres';
import pg from 'pg';
import { inject } from 'vitest';
import { databaseUrlOf } from './database-template.ts';
import { borrowEmbedded } from './embedded-databases.ts';

export interface TestDatabase {
  url: string;
  stop(): Promise<void>;
}

/** Whether tests run on a real PostgreSQL, which has concurrent transactions; the embedded one runs them one by one. */
export const onRealPostgres = Boolean(process.env['TEST_DATABASE_URL']);

/**
 * A separate, migrated, empty database: on the server at TEST_DATABASE_URL, whose user may create databases, or in memory.
 * One per test file.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const realUrl = process.env['TEST_DATABASE_URL'];
  return realUrl ? createOnServer(realUrl, inject('databaseTemplate')) : borrowEmbedded(inject('databaseTemplate'));
}

/** A database without tables, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const realUrl = process.env['TEST_DATABASE_URL'];
  if (realUrl) return createOnServer(realUrl, 'template1');
  const { url, stop } = await startTempPostgres();
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
