import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, it } from 'vitest';
import { applyMigrations } from '../../prisma/migrate/apply.ts';
import { checkDatabase } from '../../prisma/development/check.ts';
import { createMigration } from '../../prisma/development/create.ts';
import { OWN_FILES } from '../../prisma/migrate/migration-files.ts';
import { createEmptyDatabase, createTestDatabase } from '../support/database/database.ts';
import { createMigrationFolder } from '../support/database/migration-folder.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

it('the check finds no fault in the product’s schema, and then every kind of drift in its database', async () => {
  const database = await createTestDatabase();
  cleanups.push(() => database.stop());
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  // The job queue's tables are its library's affair, not a drift.
  expect((await client.query("SELECT to_regclass('pgboss.job') AS name")).rows).toEqual([{ name: 'pgboss.job' }]);
  expect(await checkDatabase(OWN_FILES, database.url)).toEqual([]);

  await client.query(
    `ALTER TABLE users DROP CONSTRAINT users_email_is_lower_case, ADD COLUMN nickname text;
     DROP INDEX sessions_ends_on_idx; ALTER TABLE sessions ALTER COLUMN user_agent TYPE text`,
  );
  const findings = await checkDatabase(OWN_FILES, database.url);
  expect(findings).toEqual(
    [
      /^The database lacks: index CREATE INDEX sessions_ends_on_idx/,
      /^The database lacks: table sessions column user_agent character varying\(255\)/,
      /^The database lacks: table users constraint users_email_is_lower_case/,
      /^The database has, and no migration made: table sessions column user_agent text/,
      /^The database has, and no migration made: table users column nickname text/,
    ].map((pattern) => expect.stringMatching(pattern) as string),
  );

  await client.query(`UPDATE _prisma_migrations SET checksum = repeat('0', 64)`);
  expect((await checkDatabase(OWN_FILES, database.url)).join()).toContain('Changed after it was applied');
  await client.end();
});

it('`new` writes the migration that the schema requires, once, and the check reports a schema without a migration', async () => {
  const folder = createMigrationFolder();
  const database = await createEmptyDatabase();
  cleanups.push(
    () => database.stop(),
    () => folder.remove(),
  );
  writeFileSync(join(folder.schemaDir, 'notes.prisma'), 'model Note {\n  id Int @id\n  body String\n}\n');
  expect((await checkDatabase(folder)).join('\n')).toContain('CREATE TABLE "Note"');

  const path = await createMigration(folder, 'add_note', new Date('2026-11-23T15:04:05Z'));
  expect(path).toContain('20261123150405_add_note');
  expect(readFileSync(folder.expectationsPath, 'utf8')).toContain(`['20261123150405_add_note']`);
  expect(await createMigration(folder, 'again', new Date())).toBeUndefined();
  expect(await checkDatabase(folder, database.url)).toEqual([
    'Not applied yet: 20261123150405_add_note. Run: npm run db -- apply',
  ]);
  await applyMigrations(database.url, folder, { report: () => {} });
  expect(await checkDatabase(folder, database.url)).toEqual([]);
  await expect(createMigration(folder, 'Bad Name', new Date())).rejects.toThrow('snake_case');
});

it('`new` names a migration so that it sorts last, even after one whose time is in the future', async () => {
  const folder = createMigrationFolder();
  cleanups.push(() => folder.remove());
  folder.write('20261231235959_ahead', 'CREATE TABLE ahead (id int PRIMARY KEY);');
  writeFileSync(join(folder.schemaDir, 'ahead.prisma'), 'model ahead {\n  id Int @id\n  body String?\n}\n');
  const path = await createMigration(folder, 'more', new Date('2026-11-23T15:04:05Z'));
  expect(path).toContain('20270101000000_more');
});
