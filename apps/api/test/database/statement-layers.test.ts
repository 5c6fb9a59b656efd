import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Layer, layStatements } from '../../src/platform/database/pool/statement-layers.ts';
import { createTestDatabase, type TestDatabase } from '../support/database/database.ts';

const requests = new AsyncLocalStorage<string>();
let database: TestDatabase;
let pool: pg.Pool;
let passed: string[] = [];

const noting =
  (name: string): Layer =>
  (statement, done, send) => {
    passed.push(`${name} ${statement.text} of ${requests.getStore() ?? 'nobody'}`);
    send(statement, (error, result) => {
      passed.push(`${name} ${error ? 'failed' : 'done'}`);
      done(error, result);
    });
  };

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
  pool.on('error', () => undefined);
  layStatements(pool, [noting('outer'), noting('inner')]);
});
afterAll(async () => {
  await pool.end();
  await database.stop();
});

const noted = async (work: () => Promise<unknown>): Promise<string[]> => {
  passed = [];
  await work();
  return passed;
};

it('statement layers get every statement in turn, and its result in reverse, however it was sent', async () => {
  const way = ['outer SELECT 1 of nobody', 'inner SELECT 1 of nobody', 'inner done', 'outer done'];
  expect(await noted(() => pool.query('SELECT 1'))).toEqual(way);
  expect(await noted(() => pool.query({ text: 'SELECT 1', rowMode: 'array' }))).toEqual(way);
  const client = await pool.connect();
  expect(await noted(() => client.query('SELECT 1'))).toEqual(way);
  const withCallback = (): Promise<unknown> =>
    new Promise((resolve) => {
      client.query('SELECT 1', (_error, result) => resolve(result));
    });
  expect(await noted(withCallback)).toEqual(way);
  client.release();
});

it('statement layers keep the values and the requested result format', async () => {
  expect((await pool.query('SELECT $1::int AS n', [7])).rows).toEqual([{ n: 7 }]);
  expect((await pool.query({ text: 'SELECT $1::int AS n', values: [7], rowMode: 'array' })).rows).toEqual([[7]]);
});

it('statement layers all see a failure, whose stack trace includes the sender', async () => {
  const client = await pool.connect();
  async function sender(): Promise<void> {
    await client.query('SELECT nothing');
  }
  let failure: unknown;
  const way = await noted(async () => {
    failure = await sender().catch((error: unknown) => error);
  });
  client.release();
  expect(way.slice(2)).toEqual(['inner failed', 'outer failed']);
  expect(failure).toBeInstanceOf(pg.DatabaseError);
  expect((failure as Error).stack).toContain('sender');
});

it('statement layers assign a statement to its own request, even if it waited for another’s connection', async () => {
  const statements = await noted(() =>
    Promise.all(['anna', 'ben'].map((name) => requests.run(name, () => pool.query(`SELECT '${name}'`)))),
  );
  const sent = statements.filter((line) => line.startsWith('inner SELECT'));
  expect(sent).toEqual([`inner SELECT 'anna' of anna`, `inner SELECT 'ben' of ben`]);
});

it('statement layers pass cursors on unchanged', async () => {
  const client = await pool.connect();
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const statement = new pg.Query('SELECT 1');
  statement.on('end', resolve);
  expect(
    await noted(() => {
      client.query(statement);
      return promise;
    }),
  ).toEqual([]);
  client.release();
});
