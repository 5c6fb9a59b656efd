import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { getConstructionPlans } from 'pg-boss';
import { embeddedPostgresVersion } from '@pixelboxx/embedded-postgres';
import type { Migration } from '../../../prisma/migrate/migration-files.ts';

export const SNAPSHOT_DIR = join(import.meta.dirname, '../../../node_modules/.cache/pixelboxx-test-database');

/** Identifies what these migrations and the job queue create; another PGlite or Postgres layout needs another snapshot. */
function fingerprint(migrations: Migration[]): string {
  const content = migrations.map(({ name, checksum }) => `${name} ${checksum}`).join('\n');
  const makings = [embeddedPostgresVersion(), getConstructionPlans('pgboss'), content];
  return createHash('sha256').update(makings.join('\n')).digest('hex').slice(0, 16);
}

export const snapshotPath = (migrations: Migration[]): string =>
  join(SNAPSHOT_DIR, `${fingerprint(migrations)}-checkpoint.tar`);

export const templateName = (migrations: Migration[]): string => `pixelboxx_template_${fingerprint(migrations)}`;

export function databaseUrlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
