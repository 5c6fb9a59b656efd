import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MigrationFiles } from '../../../prisma/migrate/migration-files.ts';

export interface MigrationFolder extends MigrationFiles {
  write(name: string, script: string): void;
  remove(): void;
}

/** A schema and migrations for one test; the schema begins without models. */
export function createMigrationFolder(): MigrationFolder {
  const root = mkdtempSync(join(tmpdir(), 'pixelboxx-migrations-'));
  const files: MigrationFiles = {
    schemaDir: join(root, 'schema'),
    migrationsDir: join(root, 'migrations'),
    expectationsPath: join(root, 'expected-migrations.ts'),
  };
  mkdirSync(files.schemaDir);
  writeFileSync(join(files.schemaDir, 'main.prisma'), 'datasource db {\n  provider = "postgresql"\n}\n');
  return {
    ...files,
    write(name, script) {
      mkdirSync(join(files.migrationsDir, name), { recursive: true });
      writeFileSync(join(files.migrationsDir, name, 'migration.sql'), script);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
