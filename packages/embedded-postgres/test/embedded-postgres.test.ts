import { fork } from 'node:child_process';
import { type EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startTempPostgres } from '../src/index.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedProcess } from './support/embedded-process.ts';

async function open(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** The driver's own connection, to do what no well-behaved client does. */
interface Wire extends EventEmitter {
  stream: { destroy(): void };
  parse(query: object): void;
  bind(config: object): void;
  execute(config: object): void;
  sync(): void;
}
const wireOf = (client: pg.Client): Wire => (client as pg.Client & { connection: Wire }).connection;

describe('the embedded Postgres and its clients', () => {
  let postgres: EmbeddedPostgres;
  let client: pg.Client;

  beforeAll(async () => {
    postgres = await startTempPostgres({ idleTransactionMs: 300 });
    client = await open(postgres.url);
    await client.query('CREATE TABLE note (body text)');
  });
  afterAll(async () => {
    await client.end();
    await postgres.stop();
  });

  it('answers every client with its own rows, even if messages arrive in pieces', async () => {
    const program = join(import.meta.dirname, 'support/query-storm.ts');
    const storms = [1, 2, 3].map((tag) => fork(program, [postgres.url, String(tag)]));
    const codes = await Promise.all(storms.map(async (storm) => (await once(storm, 'exit'))[0] as number));
    expect(codes).toEqual([0, 0, 0]);
  });

  it('sends no client a backend id, since there is one backend for all', () => {
    expect(Reflect.get(client, 'processID')).toBeNull();
  });

  it('keeps an unnamed statement for the client that prepared it', async () => {
    // A client that prepares in one round trip and executes in the next, as many drivers do.
    const raw = await open(postgres.url);
    const connection = wireOf(raw);
    const prepared = once(connection, 'readyForQuery');
    connection.parse({ text: 'SELECT 41 + 1 AS answer', name: '', types: [] });
    connection.sync();
    await prepared;
    await client.query('SELECT $1::text', ['another statement']);
    const row = once(connection, 'dataRow');
    connection.bind({ portal: '', statement: '', values: [] });
    connection.execute({ portal: '', rows: 0 });
    connection.sync();
    expect(((await row)[0] as { fields: string[] }).fields.map(String)).toEqual(['42']);
    await raw.end();
  });

  it('rolls back the transaction of a disconnected client, and continues', async () => {
    const dying = await open(postgres.url);
    await dying.query('BEGIN');
    await dying.query(`INSERT INTO note VALUES ('never committed')`);
    const waiting = client.query('SELECT count(*)::int AS count FROM note');
    wireOf(dying).stream.destroy();
    expect((await waiting).rows).toEqual([{ count: 0 }]);
  });

  it('continues if a client disconnects while BEGIN is running', async () => {
    for (let round = 0; round < 20; round++) {
      const dying = await open(postgres.url);
      dying.query('BEGIN').catch(() => {});
      setImmediate(() => wireOf(dying).stream.destroy());
      expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    }
  });

  it('disconnects a client that holds a transaction while others wait', async () => {
    const idle = await open(postgres.url);
    await idle.query('BEGIN');
    const reason = once(idle, 'error');
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect((await reason)[0]).toMatchObject({ code: '25P03' });
  });

  it('serves a pool of ten, a migration and tests at once', async () => {
    const pool = new pg.Pool({ connectionString: postgres.url, max: 40 });
    const responses = await Promise.all(Array.from({ length: 200 }, (_, i) => pool.query('SELECT $1::int AS i', [i])));
    expect(responses.map(({ rows }) => (rows[0] as { i: number }).i)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    await pool.end();
  });

  it('refuses a wrong password, another database, and other protocols', async () => {
    const wrong = new URL(postgres.url);
    wrong.password = 'guess';
    await expect(open(wrong.href)).rejects.toMatchObject({ code: '28P01' });
    const other = new URL(postgres.url);
    other.pathname = '/other';
    await expect(open(other.href)).rejects.toMatchObject({ code: '3D000' });
    const browser = connect(Number(other.port), other.hostname);
    browser.write('POST / HTTP/1.1\r\nHost: localhost\r\n\r\nSELECT 1');
    browser.resume();
    await once(browser, 'close');
  });

  it('reports an SQL error to its client and stays usable', async () => {
    await expect(client.query('SELECT 1 / $1::int', [0])).rejects.toMatchObject({ code: '22012' });
    await expect(client.query('SELEKT')).rejects.toMatchObject({ code: '42601' });
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
});

describe('the embedded Postgres and fatal conditions', () => {
  it('refuses COPY FROM STDIN as an error of that statement alone', async () => {
    const postgres = await startTempPostgres();
    const client = await open(postgres.url);
    await client.query('CREATE TABLE note (body text)');
    await expect(client.query('COPY note FROM STDIN')).rejects.toMatchObject({ code: '0A000' });
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await postgres.stop();
  });

  it('notifies clients and its owner when the backend ends, instead of letting them wait', async () => {
    const crashed = Promise.withResolvers<unknown>();
    const postgres = await startTempPostgres({ onCrash: crashed.resolve });
    const [victim, bystander] = [await open(postgres.url), await open(postgres.url)];
    const told = once(bystander, 'error');
    await expect(victim.query('/* hidden from the check */ COPY pg_class FROM STDIN')).rejects.toThrow();
    expect((await told)[0]).toMatchObject({ code: '57P02' });
    await crashed.promise;
    await expect(open(postgres.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('the embedded Postgres and its files', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'pixelboxx-embedded-'));
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('keeps committed data after kill -9, refuses a second process, and stops cleanly', async () => {
    const first = await startEmbeddedProcess(dataDir);
    const writer = await open(first.url);
    await writer.query('CREATE TABLE note (body text)');
    await writer.query(`INSERT INTO note SELECT 'committed' FROM generate_series(1, 500)`);
    await writer.query('BEGIN');
    await writer.query(`INSERT INTO note VALUES ('not committed')`);
    await expect(startEmbeddedProcess(dataDir)).rejects.toThrow(`is in use by process ${first.child.pid}`);
    expect(await first.end('SIGKILL')).toBe('SIGKILL');

    const second = await startEmbeddedProcess(dataDir);
    const reader = await open(second.url);
    const { rows } = await reader.query('SELECT body, count(*)::int AS count FROM note GROUP BY body');
    expect(rows).toEqual([{ body: 'committed', count: 500 }]);
    expect(await second.end('SIGTERM')).toBe(0);
  });
});
