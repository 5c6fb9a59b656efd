import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { SystemClock } from '@pixelboxx/node-kit';
import type { Config } from '../../src/platform/config/config.ts';
import { createObjectStorage } from '../../src/platform/storage/assembly/create-object-storage.ts';
import { StorageInstallation } from '../../src/platform/storage/storage-installation.ts';
import { connect, type Report } from '../migrate/connection.ts';
import { DatabaseProblem } from '../migrate/problem.ts';
import { readHistory } from '../migrate/history.ts';
import { dumpTables, loadTables, requireEmpty } from './database.ts';
import {
  dataKeyIds,
  type Manifest,
  objectsFolder,
  readLines,
  readManifest,
  tablePath,
  writeManifest,
} from './manifest.ts';
import { copyObjects, listObjects, putObjects, requireNothingElse, verifyObjects } from './objects.ts';

export interface BackupOptions {
  readonly url: string;
  readonly config: Config;
  readonly folder: string;
  readonly report: Report;
  readonly deadlineMs: number;
}

/**
 * Database and objects into a folder, while the product runs. Objects are copied before and after the moment the rows are
 * of: what they name is there, but for an image that was uploaded and deleted within that time. Interrupted, it goes
 * on where it was. Secrets are not in it.
 * @throws DatabaseProblem for a folder that holds something else, or a whole backup
 */
export async function createBackup({ url, config, folder, report, deadlineMs }: BackupOptions): Promise<Manifest> {
  await prepare(folder);
  const storage = createObjectStorage(config, new SystemClock());
  const client = await connect(url, deadlineMs, report);
  try {
    report(`Copied ${await copyObjects(storage, folder)} objects.`);
    const migrations = await appliedMigrations(client);
    const tables = await dumpTables(client, folder);
    report(`Copied ${sumOf(tables)} rows of ${Object.keys(tables).length} tables.`);
    report(`Copied ${await copyObjects(storage, folder)} objects that came meanwhile.`);
    const objects = await listObjects(folder);
    const createdAt = new Date().toISOString();
    const manifest: Manifest = { format: 1, createdAt, migrations, dataKeys: dataKeyIds(config), tables, objects };
    await writeManifest(folder, manifest);
    return manifest;
  } finally {
    await client.end();
  }
}

/** Reads all of it. @throws DatabaseProblem naming what is missing or damaged */
export async function verifyBackup(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  for (const [table, part] of Object.entries(manifest.tables)) {
    for await (const line of readLines(tablePath(folder, table), part)) JSON.parse(line);
  }
  await verifyObjects(folder, manifest.objects);
  return manifest;
}

/**
 * A backup into an empty, migrated database and an empty object store. Objects first, then all rows in one transaction:
 * interrupted, nobody is there yet, and it can be run again.
 * @throws DatabaseProblem, having changed nothing, for a damaged backup, another release, other keys or a used installation
 */
export async function restoreBackup({ url, config, folder, report, deadlineMs }: BackupOptions): Promise<Manifest> {
  const manifest = await verifyBackup(folder);
  const storage = createObjectStorage(config, new SystemClock());
  const client = await connect(url, deadlineMs, report);
  try {
    requireKeys(manifest, config);
    requireSameRelease(manifest, await appliedMigrations(client));
    await requireEmpty(client);
    await requireNothingElse(storage, folder, manifest.objects);
    report(`Put ${await putObjects(storage, folder, manifest.objects)} objects.`);
    await loadTables(client, folder, manifest.tables);
    report(`Put ${sumOf(manifest.tables)} rows.`);
  } finally {
    await client.end();
  }
  await adopt(url, storage);
  return manifest;
}

async function adopt(url: string, storage: ReturnType<typeof createObjectStorage>): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  // An idle connection that dies would end the process; the next statement says whether it matters.
  pool.on('error', () => undefined);
  try {
    await new StorageInstallation(storage, pool).adopt();
  } finally {
    await pool.end();
  }
}

async function prepare(folder: string): Promise<void> {
  for (const part of [join(folder, 'database'), objectsFolder(folder)])
    await mkdir(part, { recursive: true, mode: 0o700 });
  const found = await readdir(folder);
  if (found.includes('manifest.json')) throw new DatabaseProblem(`${folder} is a backup already. Name another folder.`);
  const own = ['database', 'objects', 'objects.ndjson.gz', 'manifest.json.part'];
  const other = found.find((name) => !own.includes(name));
  if (other !== undefined)
    throw new DatabaseProblem(`${folder} holds \`${other}\`, which is no part of a backup. Name another folder.`);
}

async function appliedMigrations(client: pg.Client): Promise<string[]> {
  const history = await readHistory(client);
  return history.flatMap(({ name, finished }) => (finished ? [name] : [])).sort();
}

/** Codes, and what else is encrypted, could be read by nobody. */
function requireKeys({ dataKeys: [current] }: Manifest, config: Config): void {
  if (current !== undefined && dataKeyIds(config).includes(current)) return;
  throw new DatabaseProblem(
    'DATA_ENCRYPTION_KEY is not the one of this backup: nobody with an authenticator app could sign in. Set the key that was in use then.',
  );
}

function requireSameRelease({ migrations }: Manifest, present: readonly string[]): void {
  if (migrations.join() === present.join()) return;
  const last = migrations.at(-1) ?? 'none';
  throw new DatabaseProblem(
    `The backup is of a release whose last migration is ${last}, the database has ${present.at(-1) ?? 'none'}. Restore with that release (its \`apply\`, then \`restore\`), and upgrade afterwards.`,
  );
}

function sumOf(tables: Manifest['tables']): number {
  return Object.values(tables).reduce((sum, { rows }) => sum + rows, 0);
}
