import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Says for which database the folder is: Prisma refuses one without it. */
export const LOCK_FILE = 'migration_lock.toml';
export const SCRIPT_FILE = 'migration.sql';

export interface Migration {
  /** `<timestamp>_<name>`, the folder; sorts in the order of application. */
  name: string;
  script: string;
  /** SHA-256 of the script in hex, what `_prisma_migrations.checksum` holds. */
  checksum: string;
}

export interface MigrationFiles {
  /** Every `*.prisma` file in it, taken together, is the schema. */
  schemaDir: string;
  migrationsDir: string;
  /** The source file that tells a running build which migrations it was written for. */
  expectationsPath: string;
}

export const OWN_FILES: MigrationFiles = {
  schemaDir: join(import.meta.dirname, '../schema'),
  migrationsDir: join(import.meta.dirname, '../migrations'),
  expectationsPath: join(import.meta.dirname, '../../src/generated/expected-migrations.ts'),
};

export function readMigrations({ migrationsDir }: MigrationFiles): Migration[] {
  if (!existsSync(migrationsDir)) return [];
  return readdirSync(migrationsDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const script = readFileSync(join(migrationsDir, name, SCRIPT_FILE), 'utf8');
      return { name, script, checksum: createHash('sha256').update(script).digest('hex') };
    });
}

/** Writes a new migration folder and returns the script's path. */
export function writeMigration({ migrationsDir }: MigrationFiles, name: string, script: string): string {
  const folder = join(migrationsDir, name);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, SCRIPT_FILE);
  writeFileSync(path, script, { flag: 'wx' });
  // The official CLI refuses a folder that does not say for which database it is.
  if (!existsSync(join(migrationsDir, LOCK_FILE))) {
    writeFileSync(join(migrationsDir, LOCK_FILE), '# Written for the official Prisma CLI.\nprovider = "postgresql"\n');
  }
  return path;
}

/** A list in the source, not a folder read at run time, so that every bundle has it. Generated, so that nobody merges it. */
function renderExpectations(files: MigrationFiles): string {
  const names = readMigrations(files).map(({ name }) => `'${name}'`);
  const declaration = 'export const EXPECTED_MIGRATIONS: readonly string[] =';
  const comment =
    'The migrations this build was written for, oldest first. Written by `generate` and by `npm run db -- new`.';
  return `/** ${comment} */\n${declaration} [${names.join(', ')}];\n`;
}

export function writeExpectations(files: MigrationFiles): void {
  mkdirSync(dirname(files.expectationsPath), { recursive: true });
  writeFileSync(files.expectationsPath, renderExpectations(files));
}

export function expectationsAreCurrent(files: MigrationFiles): boolean {
  return (
    existsSync(files.expectationsPath) && readFileSync(files.expectationsPath, 'utf8') === renderExpectations(files)
  );
}
