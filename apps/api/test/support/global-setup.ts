import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import pg from 'pg';
import { getConstructionPlans } from 'pg-boss';
import { startTempPostgres, writeAtomically } from '@pixelboxx/embedded-postgres';
import { applyMigrations } from '../../prisma/migrate/apply.ts';
import { OWN_FILES, readMigrations } from '../../prisma/migrate/migration-files.ts';
import { snapshotPath, SNAPSHOT_DIR, templateName } from './database/database-template.ts';
import { prepareOnServer } from './database/server-template.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The template of new databases: a file, or the name of a database on the given server. */
    databaseTemplate: string;
  }
}

const keptSnapshotMs = 24 * 60 * 60 * 1000;

const silent = (): void => undefined;

/** Prepares, once per run, the migrated database with which every test file begins. */
export default async function setup({ provide }: TestProject): Promise<void> {
  const realUrl = process.env['TEST_DATABASE_URL'];
  provide('databaseTemplate', await (realUrl ? prepareTemplate(realUrl) : prepareSnapshot()));
}

async function prepareSnapshot(): Promise<string> {
  const path = snapshotPath(readMigrations(OWN_FILES));
  if (existsSync(path)) return path;
  const database = await startTempPostgres();
  try {
    await prepare(database.url);
    const snapshot = await database.snapshot();
    removeOldSnapshots();
    writeAtomically(path, snapshot);
  } finally {
    await database.stop();
  }
  return path;
}

/** Keeps recent ones: another run, with other migrations, may be using them. */
function removeOldSnapshots(): void {
  for (const name of existsSync(SNAPSHOT_DIR) ? readdirSync(SNAPSHOT_DIR) : []) {
    const path = join(SNAPSHOT_DIR, name);
    if (Date.now() - statSync(path).mtimeMs > keptSnapshotMs) rmSync(path, { force: true });
  }
}

async function prepareTemplate(realUrl: string): Promise<string> {
  const name = templateName(readMigrations(OWN_FILES));
  await prepareOnServer(realUrl, name, prepare);
  return name;
}

/** The schema, and the tables of the job queue, which every app would otherwise create at its first start. */
async function prepare(url: string): Promise<void> {
  await applyMigrations(url, OWN_FILES, { report: silent });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ exists: boolean }>(`SELECT to_regnamespace('pgboss') IS NOT NULL AS exists`);
    if (!rows[0]?.exists) await client.query(getConstructionPlans('pgboss'));
  } finally {
    await client.end();
  }
}
