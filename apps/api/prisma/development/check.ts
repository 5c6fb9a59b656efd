import { compareCatalogs, describeCatalog } from './catalog.ts';
import { connect } from '../migrate/connection.ts';
import { formatEdited, readHistory, reviewHistory } from '../migrate/history.ts';
import { expectationsAreCurrent, readMigrations, type MigrationFiles } from '../migrate/migration-files.ts';
import { replayMigrations } from './replay.ts';

/**
 * What is not as it should be, one finding per entry; empty when all is well. Always compares the migrations with
 * the schema; with a `url` also that database with the migrations: its history, and its catalog (hand-written
 * constraints included) with what the migrations alone make. Other schemas, such as the job queue's, are not looked at.
 */
export async function checkDatabase(files: MigrationFiles, url?: string): Promise<string[]> {
  const { missing, catalog } = await replayMigrations(files);
  const findings: string[] = [];
  if (missing !== undefined) {
    findings.push(`The schema is ahead of the migrations; npm run db -- new <name> would write:\n${missing.trim()}`);
  }
  if (!expectationsAreCurrent(files)) {
    findings.push(`${files.expectationsPath} does not name the migrations in the folder. Run: npx turbo run generate`);
  }
  if (url !== undefined) findings.push(...(await checkLive(files, url, catalog)));
  return findings;
}

async function checkLive(files: MigrationFiles, url: string, expected: string[]): Promise<string[]> {
  const client = await connect(url, 5000, () => undefined);
  try {
    const review = reviewHistory(readMigrations(files), await readHistory(client));
    const findings: string[] = [];
    if (review.edited.length > 0) findings.push(formatEdited(review.edited));
    const behind = review.pending.map(({ name }) => name);
    if (behind.length > 0) findings.push(`Not applied yet: ${behind.join(', ')}. Run: npm run db -- apply`);
    if (review.unfinished.length > 0) findings.push(`Begun and never finished: ${review.unfinished.join(', ')}.`);
    if (review.unknown.length > 0) findings.push(`Applied and not in this folder: ${review.unknown.join(', ')}.`);
    // While the histories differ, so do the catalogs; saying how would only repeat it.
    if (findings.length > 0) return findings;
    const { missing, unexpected } = compareCatalogs(expected, await describeCatalog(client));
    return [
      ...missing.map((line) => `The database lacks: ${line}`),
      ...unexpected.map((line) => `The database has, and no migration made: ${line}`),
    ];
  } finally {
    await client.end().catch(() => undefined);
  }
}
