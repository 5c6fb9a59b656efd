import { seededRandom } from '@pixelboxx/config/testing';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyMigrations } from '../../prisma/migrate/apply.ts';
import { OWN_FILES, readMigrations } from '../../prisma/migrate/migration-files.ts';
import { resetDatabase } from '../../prisma/migrate/reset.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database/database.ts';
import { createMigrationFolder, type MigrationFolder } from '../support/database/migration-folder.ts';

const report = (): void => {};
let database: TestDatabase;
let client: pg.Client;
let folder: MigrationFolder;

const rowsOf = async (sql: string): Promise<unknown[]> => (await client.query<Record<string, unknown>>(sql)).rows;
const tables = async (): Promise<string[]> =>
  (
    await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    )
  ).rows.map(({ name }) => name);

beforeAll(async () => {
  database = await createEmptyDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
beforeEach(async () => {
  folder = createMigrationFolder();
  await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
});
afterEach(() => folder.remove());
afterAll(async () => {
  await client.end();
  await database.stop();
});

describe('applying migrations', () => {
  it('by five migrators at once succeeds, each migration once, on an empty and on a populated database', async () => {
    folder.write('20260101000000_one', 'CREATE TABLE one (id int); INSERT INTO one VALUES (1);');
    folder.write('20260102000000_two', 'CREATE TABLE two (id int);');
    const five = () => Promise.all([1, 2, 3, 4, 5].map(() => applyMigrations(database.url, folder, { report })));
    expect((await five()).flat().sort()).toEqual(['20260101000000_one', '20260102000000_two']);

    folder.write('20260103000000_three', `ALTER TABLE one ADD COLUMN name text NOT NULL DEFAULT 'it; is'`);
    expect((await five()).flat()).toEqual(['20260103000000_three']);
    expect(await rowsOf('SELECT * FROM one')).toEqual([{ id: 1, name: 'it; is' }]);
    expect(await rowsOf('SELECT count(*)::int AS count FROM _prisma_migrations')).toEqual([{ count: 3 }]);
  });

  it('writes the official tool’s table, so that this tool can continue', async () => {
    folder.write('20260101000000_one', 'CREATE TABLE one (id int);');
    await applyMigrations(database.url, folder, { report });
    const script = readFileSync(join(folder.migrationsDir, '20260101000000_one/migration.sql'));
    expect(await rowsOf('SELECT * FROM _prisma_migrations')).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        checksum: createHash('sha256').update(script).digest('hex'),
        started_at: expect.any(Date) as Date,
        finished_at: expect.any(Date) as Date,
        migration_name: '20260101000000_one',
        logs: null,
        rolled_back_at: null,
        applied_steps_count: 1,
      },
    ]);
  });

  it('leaves nothing of a failing migration, reports the reason, and continues once it is corrected', async () => {
    folder.write('20260101000000_one', 'CREATE TABLE one (id int);');
    folder.write('20260102000000_two', 'CREATE TABLE two (id int); SELECT 1 / 0;');
    await expect(applyMigrations(database.url, folder, { report })).rejects.toThrow(
      'Migration 20260102000000_two failed and was rolled back: division by zero',
    );
    expect(await tables()).toEqual(['_prisma_migrations', 'one']);
    folder.write('20260102000000_two', 'CREATE TABLE two (id int);');
    expect(await applyMigrations(database.url, folder, { report })).toEqual(['20260102000000_two']);
  });

  it('does not record a migration that ends its own transaction, and says what to do', async () => {
    folder.write('20260101000000_one', 'CREATE TABLE one (id int); COMMIT; CREATE TABLE two (id int);');
    await expect(applyMigrations(database.url, folder, { report })).rejects.toThrow(
      'Migration 20260101000000_one ends the transaction it is run in',
    );
    expect(await rowsOf('SELECT * FROM _prisma_migrations')).toEqual([]);
  });

  it('accepts functions whose bodies contain semicolons', async () => {
    folder.write(
      '20260101000000_function',
      `CREATE FUNCTION response() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 42; END $$;`,
    );
    await applyMigrations(database.url, folder, { report });
    expect(await rowsOf('SELECT response()')).toEqual([{ response: 42 }]);
  });

  it('is refused if an applied migration was edited', async () => {
    folder.write('20260101000000_one', 'CREATE TABLE one (id int);');
    await applyMigrations(database.url, folder, { report });
    folder.write('20260101000000_one', 'CREATE TABLE one (id bigint);');
    await expect(applyMigrations(database.url, folder, { report })).rejects.toThrow(
      'Changed after it was applied: 20260101000000_one',
    );
  });

  it('says how to resolve a migration that another tool left unfinished, and doing so works', async () => {
    folder.write('20260101000000_one', 'CREATE TABLE one (id int);');
    await applyMigrations(database.url, folder, { report });
    await client.query('DROP TABLE one; UPDATE _prisma_migrations SET finished_at = NULL, applied_steps_count = 0');
    const name = '20260101000000_one';
    await expect(applyMigrations(database.url, folder, { report })).rejects.toThrow(`apply --retry ${name}`);
    await expect(applyMigrations(database.url, folder, { report, retry: 'other' })).rejects.toThrow('no unfinished');
    expect(await applyMigrations(database.url, folder, { report, retry: name })).toEqual([name]);
    expect(await tables()).toEqual(['_prisma_migrations', 'one']);
  });

  it('leaves the database before or after a migration, never inside one, when killed', async () => {
    folder.write('20260101000000_one', 'CREATE TABLE one (id int);');
    folder.write('20260102000000_two', 'CREATE TABLE two (id int); SELECT pg_sleep(0.4); CREATE TABLE three (id int);');
    const program = join(import.meta.dirname, '../support/database/apply-process.ts');
    const child = spawn(process.execPath, [program, database.url, JSON.stringify(folder)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    // Somewhere in the second migration; wherever it is, what follows must hold.
    await seededRandom().delay(300);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect([
      ['_prisma_migrations', 'one'],
      ['_prisma_migrations', 'one', 'three', 'two'],
    ]).toContainEqual(await tables());
    await applyMigrations(database.url, folder, { report });
    expect(await tables()).toEqual(['_prisma_migrations', 'one', 'three', 'two']);
    expect(await rowsOf('SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NULL')).toEqual([]);
  });

  it('waits for an unreachable database with a message, and gives up at the deadline', async () => {
    const lines: string[] = [];
    const url = 'postgresql://user:secret@127.0.0.1:1/pixelboxx';
    const options = { report: (line: string) => lines.push(line), deadlineMs: 200 };
    await expect(applyMigrations(url, folder, options)).rejects.toThrow('127.0.0.1:1/pixelboxx was not reachable');
    expect(lines).toEqual(['Waiting for the database at 127.0.0.1:1/pixelboxx (ECONNREFUSED) …']);
  });
});

describe('resetting', () => {
  it('empties the database and applies everything', async () => {
    await applyMigrations(database.url, OWN_FILES, { report });
    const before = await tables();
    await client.query('CREATE TABLE stray (id int); CREATE SCHEMA pgboss; CREATE TABLE pgboss.job (id int)');
    await resetDatabase(database.url, OWN_FILES, { report, isProduction: false, force: false });
    expect(await tables()).toEqual(before);
    expect(await rowsOf(`SELECT nspname FROM pg_namespace WHERE nspname = 'pgboss'`)).toEqual([]);
    expect(await rowsOf('SELECT count(*)::int AS count FROM _prisma_migrations')).toEqual([
      { count: readMigrations(OWN_FILES).length },
    ]);
  });

  it('refuses production, and another machine without --force', async () => {
    const inProduction = { report, isProduction: true, force: true };
    await expect(resetDatabase(database.url, OWN_FILES, inProduction)).rejects.toThrow('is not reset');
    const elsewhere = 'postgresql://user@db.example.com/pixelboxx';
    await expect(resetDatabase(elsewhere, OWN_FILES, { report, isProduction: false, force: false })).rejects.toThrow(
      '--force',
    );
  });
});
