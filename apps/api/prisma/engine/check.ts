import { applyMigrations } from './apply.ts';
import { compareCatalogs, describeCatalog } from './catalog.ts';
import { connect } from './connection.ts';
import { diffToSchema } from './create.ts';
import { describeEdited, readHistory, reviewHistory } from './history.ts';
import { readMigrations, type MigrationFiles } from './migration-files.ts';
import { withClient, withEmptyDatabase } from './shadow.ts';

const silent = (): void => undefined;

/**
 * What is not as it should be, one finding per entry; empty when all is well. Always compares the migrations with
 * schema.prisma; with a `url` also that database with the migrations: its history, and its catalog (hand-written
 * constraints included) with that of a database made from the migrations alone. Other schemas are not looked at.
 */
export async function checkDatabase(files: MigrationFiles, url?: string): Promise<string[]> {
  const findings: string[] = [];
  const missing = await diffToSchema(files);
  if (missing !== undefined) {
    findings.push(`schema.prisma is ahead of the migrations; npm run db -- new <name> would write:\n${missing.trim()}`);
  }
  if (url !== undefined) findings.push(...(await checkLive(files, url)));
  return findings;
}

async function checkLive(files: MigrationFiles, url: string): Promise<string[]> {
  const client = await connect(url, 5000, silent);
  try {
    const review = reviewHistory(readMigrations(files), await readHistory(client));
    const findings: string[] = [];
    if (review.edited.length > 0) findings.push(describeEdited(review.edited));
    const behind = review.pending.map(({ name }) => name);
    if (behind.length > 0) findings.push(`Not applied yet: ${behind.join(', ')}. Run: npm run db -- apply`);
    if (review.unfinished.length > 0) findings.push(`Begun and never finished: ${review.unfinished.join(', ')}.`);
    if (review.unknown.length > 0) findings.push(`Applied and not in this folder: ${review.unknown.join(', ')}.`);
    // While the histories differ, so do the catalogs; saying how would only repeat it.
    if (findings.length > 0) return findings;
    const expected = await catalogOfMigrations(files);
    const difference = compareCatalogs(expected, await describeCatalog(client));
    findings.push(...difference.missing.map((line) => `The database lacks: ${line}`));
    findings.push(...difference.unexpected.map((line) => `The database has, and no migration made: ${line}`));
    return findings;
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function catalogOfMigrations(files: MigrationFiles): Promise<string[]> {
  return withEmptyDatabase(async (url) => {
    await applyMigrations(url, files, { report: silent });
    return withClient(url, describeCatalog);
  });
}
