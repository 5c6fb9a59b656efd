import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createTestDatabase, onRealPostgres } from '../support/database/database.ts';

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

it('gives every test file a migrated database of its own', async () => {
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
  it('has no rows, and no client of the file before', async () => {
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
  ])('is another one after %s was altered', async (_what, alter, proof) => {
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
