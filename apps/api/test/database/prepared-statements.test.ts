import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPool } from '../../src/platform/database/pool/pool.ts';
import { maxNames, StatementNames } from '../../src/platform/database/pool/statement-names.ts';
import { PrismaService } from '../../src/platform/database/prisma.service.ts';
import { testConfig } from '../support/config.ts';
import { createTestDatabase, onRealPostgres, type TestDatabase } from '../support/database/database.ts';

let database: TestDatabase;
let lines: { event?: string; code?: string }[] = [];
const logger = pino({}, { write: (line: string) => lines.push(JSON.parse(line) as object) });
const open: pg.Pool[] = [];

/** A pool of one connection, so that what comes later finds what was prepared before. */
function poolWith(mode?: 'on' | 'off'): pg.Pool {
  const settings = { DATABASE_URL: database.url, DATABASE_POOL_MAX: '1', DATABASE_PREPARED_STATEMENTS: mode };
  const pool = createPool(testConfig(settings), logger);
  open.push(pool);
  return pool;
}

const read = 'SELECT name FROM named_rows WHERE id = $1';
const nameOf = async (pool: pg.Pool, id = 1): Promise<unknown> =>
  (await pool.query<{ name: unknown }>(read, [id])).rows[0]?.name;

/** By clients: the embedded database prepares for all of them what comes without a name (ADR 7), under names of its own. */
async function prepared(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ statement: string }>(
    `SELECT statement FROM pg_prepared_statements WHERE name NOT LIKE 'cached\\_%'`,
  );
  return rows.map(({ statement }) => statement);
}

async function warm(pool: pg.Pool): Promise<void> {
  for (let at = 0; at < 5; at += 1) await nameOf(pool);
}

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  lines = [];
  const pool = poolWith('off');
  await pool.query('DROP TABLE IF EXISTS named_rows');
  await pool.query(`CREATE TABLE named_rows AS SELECT 1 AS id, 7 AS name`);
});
afterEach(async () => {
  for (const pool of open.splice(0)) await pool.end();
});
afterAll(() => database.stop());

describe('a repeated statement', () => {
  it.runIf(onRealPostgres)('is prepared once per connection that has its own backend', async () => {
    const pool = poolWith();
    await warm(pool);
    expect(await prepared(pool)).toEqual([read]);
  });

  it.runIf(onRealPostgres)('is prepared when Prisma sends it, too', async () => {
    const config = testConfig({ DATABASE_URL: database.url, DATABASE_POOL_MAX: '1' });
    const prisma = new PrismaService(config, logger);
    for (let at = 0; at < 5; at += 1) await prisma.user.findUnique({ where: { usernameKey: 'nobody' } });
    expect(await prepared(prisma.pool)).toEqual([expect.stringContaining('"users"."username_key" = $1')]);
    await prisma.onApplicationShutdown();
  });

  it.skipIf(onRealPostgres)(
    'is not prepared on the embedded database, which has one backend for all connections',
    async () => {
      const pool = poolWith();
      await warm(pool);
      expect(await prepared(pool)).toEqual([]);
    },
  );

  it('is not prepared behind a pooler, where the backend of a connection changes', async () => {
    const pool = poolWith();
    pool.on('connect', (client) => Reflect.set(client, 'processID', 1));
    await warm(pool);
    expect(await prepared(pool)).toEqual([]);
  });

  it('is not prepared within a transaction, which would fail if the server had forgotten it', async () => {
    const pool = poolWith('on');
    const client = await pool.connect();
    await client.query('BEGIN');
    for (let at = 0; at < 5; at += 1) await client.query(read, [1]);
    await client.query('COMMIT');
    client.release();
    expect(await prepared(pool)).toEqual([]);
  });
});

describe('a prepared statement that the server no longer accepts', () => {
  const events = (): unknown[] => lines.map(({ event, code }) => `${event ?? ''} ${code ?? ''}`);

  it('is repeated on a new connection if the server has forgotten it', async () => {
    const pool = poolWith('on');
    await warm(pool);
    await pool.query('DEALLOCATE ALL');
    expect(await nameOf(pool)).toBe(7);
    expect(events()).toEqual(['database.statement.forgotten 26000']);
    await warm(pool);
    expect(await prepared(pool)).toEqual([read]);
    expect(events()).toHaveLength(1);
  });

  it('is repeated if a migration has changed its result type', async () => {
    const pool = poolWith('on');
    await warm(pool);
    await pool.query('ALTER TABLE named_rows ALTER COLUMN name TYPE text');
    expect(await nameOf(pool)).toBe('7');
    expect(events()).toEqual(['database.statement.forgotten 0A000']);
  });

  it('is repeated if a migration has changed the type of a compared column', async () => {
    const pool = poolWith('on');
    await warm(pool);
    await pool.query('ALTER TABLE named_rows ALTER COLUMN id TYPE text');
    expect(await nameOf(pool)).toBe(7);
    expect(events()).toEqual(['database.statement.forgotten 42883']);
  });

  it('fails like an unprepared statement if it is invalid', async () => {
    const pool = poolWith('on');
    await warm(pool);
    await pool.query('DROP TABLE named_rows');
    await expect(nameOf(pool)).rejects.toMatchObject({ code: '42P01' });
    expect(events()).toEqual([]);
  });

  it('is no longer prepared after it was forgotten many times, as behind a pooler', async () => {
    const pool = poolWith('on');
    for (let round = 0; round < 25; round += 1) {
      await warm(pool);
      await pool.query('DEALLOCATE ALL');
      expect(await nameOf(pool)).toBe(7);
    }
    expect(events().filter((line) => line === 'database.statements.unnamed ')).toHaveLength(1);
    expect(events()).toHaveLength(21);
  });
});

describe('the name of a prepared statement', () => {
  const thrice = (names: StatementNames, text: string): string | undefined => {
    names.of(text);
    names.of(text);
    return names.of(text);
  };

  it('means the same text in every process', () => {
    const [one, other] = [new StatementNames(), new StatementNames()];
    thrice(other, 'SELECT $1');
    expect(thrice(one, 'SELECT $2')).toBe(thrice(other, 'SELECT $2'));
    expect(thrice(one, 'SELECT $2')).not.toBe(thrice(one, 'SELECT $1'));
  });

  it('is given only to repeated texts, and not to lists of varying length', () => {
    const names = new StatementNames();
    expect(names.of('SELECT $1')).toBeUndefined();
    expect(thrice(names, 'SELECT 1 WHERE id IN ($1,$2)')).toBeUndefined();
    expect(thrice(names, 'INSERT INTO t VALUES ($1,$2), ($3,$4)')).toBeUndefined();
    expect(thrice(names, 'SELECT 1 WHERE id IN ($1)')).toBeDefined();
    expect(thrice(names, 'INSERT INTO t (a,b) VALUES ($1,$2)')).toBeDefined();
  });

  it('is given to a limited number of texts', () => {
    const names = new StatementNames();
    const given = Array.from({ length: 10_000 }, (_, at) => thrice(names, `SELECT ${at} + $1`));
    expect(given.filter(Boolean)).toHaveLength(maxNames);
  });
});
