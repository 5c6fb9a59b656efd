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

it('hands a statement from layer to layer, and its outcome back, however it was sent', async () => {
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

it('keeps values and what was asked of the result', async () => {
  expect((await pool.query('SELECT $1::int AS n', [7])).rows).toEqual([{ n: 7 }]);
  expect((await pool.query({ text: 'SELECT $1::int AS n', values: [7], rowMode: 'array' })).rows).toEqual([[7]]);
});

it('tells each layer of a failure, whose trace leads to the sender', async () => {
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

it('leaves a statement to its own request, which waited for the connection of another', async () => {
  const statements = await noted(() =>
    Promise.all(['anna', 'ben'].map((name) => requests.run(name, () => pool.query(`SELECT '${name}'`)))),
  );
  const sent = statements.filter((line) => line.startsWith('inner SELECT'));
  expect(sent).toEqual([`inner SELECT 'anna' of anna`, `inner SELECT 'ben' of ben`]);
});

it('lets a cursor pass, which speaks for itself', async () => {
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
