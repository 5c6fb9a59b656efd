import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { databaseUrlOf } from '../support/database/database-template.ts';
import { createTestDatabase, onRealPostgres } from '../support/database/database.ts';
import { prepareOnServer } from '../support/database/server-template.ts';

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // One that is hung up on says so in an event, too.
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function queryOnce<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = await connect(url);
  return (await client.query<Row>(sql).finally(() => client.end())).rows;
}

async function countUsers(url: string): Promise<number> {
  const [row] = await queryOnce<{ count: number }>(url, 'SELECT count(*)::int AS count FROM users');
  return row?.count ?? -1;
}

const insertAda = `INSERT INTO users (id, username, username_key, email, password_hash, updated_at)
  VALUES (gen_random_uuid(), 'Ada', 'ada', 'ada@example.com', '-', now())`;

it('every test file has its own migrated database', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  try {
    await queryOnce(one.url, insertAda);
    expect(await countUsers(one.url)).toBe(1);
    expect(await countUsers(other.url)).toBe(0);
  } finally {
    await Promise.all([one.stop(), other.stop()]);
  }
});

describe('the database of the next file', () => {
  it('has no rows, and no client of the previous file', async () => {
    const before = await createTestDatabase();
    await queryOnce(before.url, insertAda);
    const forgotten = await connect(before.url);
    await forgotten.query('BEGIN; LOCK TABLE users');
    await before.stop();

    const next = await createTestDatabase();
    try {
      expect(await countUsers(next.url)).toBe(0);
      await expect(forgotten.query('SELECT 1')).rejects.toThrow();
      await expect(connect(before.url)).rejects.toThrow();
    } finally {
      await next.stop();
    }
  });

  it.each([
    ['a column', 'ALTER TABLE users ADD COLUMN shoe_size int', 'SELECT shoe_size FROM users'],
    ['a trigger', 'ALTER TABLE users DISABLE TRIGGER ALL', null],
    ['a migration', `UPDATE _prisma_migrations SET checksum = 'x'`, null],
    ['a setting', `ALTER ROLE CURRENT_USER IN DATABASE postgres SET work_mem = '64kB'`, null],
  ])('is a new one after %s was altered', async (_what, alter, proof) => {
    if (onRealPostgres) return;
    const before = await createTestDatabase();
    const { port } = new URL(before.url);
    await queryOnce(before.url, alter);
    await before.stop();

    const next = await createTestDatabase();
    try {
      expect(new URL(next.url).port).not.toBe(port);
      if (proof) await expect(queryOnce(next.url, proof)).rejects.toThrow('does not exist');
    } finally {
      await next.stop();
    }
  });
});

const serverUrl = process.env['TEST_DATABASE_URL'] ?? '';

/** A name of a database that is gone after the test. */
function newName(): string {
  const name = `pixelboxx_test_${randomUUID().replaceAll('-', '')}`;
  onTestFinished(async () => {
    await queryOnce(serverUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  });
  return name;
}

// The embedded database is copied from a file, and knows one database only.
describe.skipIf(!onRealPostgres)('the template of test databases', () => {
  it('is prepared once if several runs start together on one server', async () => {
    const name = newName();
    let preparations = 0;
    const prepare = async (url: string) => {
      preparations += 1;
      // What fails when it is done twice at once: with 42710, or with 42P07.
      await queryOnce(url, `CREATE TYPE colour AS ENUM ('red')`);
      await queryOnce(url, 'CREATE TABLE things (colour colour)');
    };
    await Promise.all([1, 2, 3, 4].map(() => prepareOnServer(serverUrl, name, prepare)));
    expect(preparations).toBe(1);
    await queryOnce(databaseUrlOf(serverUrl, name), 'SELECT colour FROM things');
  });

  it('is prepared again by the next run if a run was interrupted', async () => {
    const name = newName();
    const failing = prepareOnServer(serverUrl, name, () => Promise.reject(new Error('killed')));
    await expect(failing).rejects.toThrow('killed');
    let preparations = 0;
    const prepare = () => Promise.resolve(void (preparations += 1));
    await prepareOnServer(serverUrl, name, prepare);
    await prepareOnServer(serverUrl, name, prepare);
    expect(preparations).toBe(1);
  });
});
