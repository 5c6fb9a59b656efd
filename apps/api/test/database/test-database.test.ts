import pg from 'pg';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../support/database.ts';

async function countUsers(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM users');
  await client.end();
  return rows[0]?.count ?? -1;
}

it('gives every test file a migrated database of its own', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  try {
    const client = new pg.Client({ connectionString: one.url });
    await client.connect();
    await client.query(
      `INSERT INTO users (id, username, username_key, email, password_hash, updated_at)
       VALUES (gen_random_uuid(), 'Ada', 'ada', 'ada@example.com', '-', now())`,
    );
    await client.end();
    expect(await countUsers(one.url)).toBe(1);
    expect(await countUsers(other.url)).toBe(0);
  } finally {
    await Promise.all([one.stop(), other.stop()]);
  }
});
