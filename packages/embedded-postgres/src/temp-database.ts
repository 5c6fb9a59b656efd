import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './postgres.ts';

const CACHE_DIR = join(import.meta.dirname, '../../../node_modules/.cache/pixelboxx-postgres');

/** Identifies the program that made a data directory: another version may be unable to read it. */
export function embeddedPostgresVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8'));
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : 'unknown';
}

/** Other processes see the file complete or not at all. */
export function writeAtomically(path: string, content: Buffer): void {
  const unfinished = join(dirname(path), `${randomUUID()}.part`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(unfinished, content);
    renameSync(unfinished, path);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** Starts an empty database in memory. The first one takes seconds; later ones are copies of it, cached on disk. */
export async function startTempPostgres(
  options: Omit<EmbeddedPostgresOptions, 'dataDir' | 'snapshot'> = {},
): Promise<EmbeddedPostgres> {
  const path = join(CACHE_DIR, `empty-${embeddedPostgresVersion()}-checkpoint.tar`);
  let snapshot: Buffer | undefined;
  try {
    snapshot = readFileSync(path);
  } catch {
    // Not there yet: created below.
  }
  if (snapshot) return startEmbeddedPostgres({ ...options, snapshot });
  const postgres = await startEmbeddedPostgres(options);
  try {
    writeAtomically(path, await postgres.snapshot());
  } catch {
    // A read-only installation works without the cache.
  }
  return postgres;
}
