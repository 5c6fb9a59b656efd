/** Applies migrations in a separate process, so that a test can kill it: `apply-process.ts <url> <files as JSON>`. */
import { applyMigrations } from '../../../prisma/migrate/apply.ts';
import type { MigrationFiles } from '../../../prisma/migrate/migration-files.ts';

const [url = '', files = '{}'] = process.argv.slice(2);
await applyMigrations(url, JSON.parse(files) as MigrationFiles, {
  report: (line) => process.stdout.write(`${line}\n`),
});
process.exit();
