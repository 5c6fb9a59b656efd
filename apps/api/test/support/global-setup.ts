import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { getConstructionPlans } from 'pg-boss';
import { startScratchPostgres, writeAtomically } from '@pixelboxx/scripts/embedded/scratch';
import { applyMigrations } from '../../prisma/engine/apply.ts';
import { OWN_FILES, readMigrations } from '../../prisma/engine/migration-files.ts';
import { databaseUrlOf, snapshotPath, SNAPSHOT_DIR, templateName } from './database-template.ts';

const silent = (): void => undefined;

/** Prepares, once per run, the migrated database that every test file begins with. */
export default async function setup(): Promise<void> {
  const realUrl = process.env['TEST_DATABASE_URL'];
  if (realUrl) await prepareTemplate(realUrl);
  else await prepareSnapshot();
}

async function prepareSnapshot(): Promise<void> {
  const path = snapshotPath(readMigrations(OWN_FILES));
  if (existsSync(path)) return;
  const database = await startScratchPostgres();
  try {
    await prepare(database.url);
    const snapshot = await database.snapshot();
    for (const name of existsSync(SNAPSHOT_DIR) ? readdirSync(SNAPSHOT_DIR) : []) rmSync(join(SNAPSHOT_DIR, name));
    writeAtomically(path, snapshot);
  } finally {
    await database.stop();
  }
}

async function prepareTemplate(realUrl: string): Promise<void> {
  const name = templateName(readMigrations(OWN_FILES));
  const client = new pg.Client({ connectionString: realUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE "${name}"`);
  } finally {
    await client.end();
  }
  await prepare(databaseUrlOf(realUrl, name));
}

/** The schema, and the tables of the job queue, which every app would otherwise make anew at its first start. */
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
