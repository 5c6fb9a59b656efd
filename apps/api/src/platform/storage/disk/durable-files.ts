import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

/** Resolves when the bytes are on the disk: after a power failure no name may point at a file without them. */
export async function writeDurably(path: string, body: Buffer | Readable): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Atomically gives a finished file its final name, replacing any file with that name. */
export async function moveInto(temporary: string, path: string): Promise<void> {
  const folder = dirname(path);
  // A delete can remove the emptied folder at any moment, even while it is being created.
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mkdir(folder, { recursive: true });
      await rename(temporary, path);
      break;
    } catch (error) {
      if (!isMissing(error) || attempt === 50) throw error;
    }
  }
  await syncDirectory(folder);
}

/** Makes the new name durable too. Windows cannot open directories and does not need this. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r').catch(() => null);
  await directory?.sync().catch(() => undefined);
  await directory?.close();
}

/** Size in bytes; null if there is no such file. */
export async function sizeOf(path: string): Promise<number | null> {
  return (await factsOf(path))?.size ?? null;
}

/** Null if there is no such file. */
export async function factsOf(path: string): Promise<{ size: number; modifiedAt: Date } | null> {
  const facts = await stat(path).catch(nullIfMissing);
  return facts?.isFile() ? { size: facts.size, modifiedAt: facts.mtime } : null;
}

/** Sorted names; none for a directory that does not exist. */
export async function entriesOf(directory: string): Promise<string[]> {
  return ((await readdir(directory).catch(nullIfMissing)) ?? []).sort();
}

/** @returns how many files there were; with `dryRun` they stay */
export async function removeFilesOlderThan(
  directory: string,
  moment: Date,
  options: { dryRun: boolean },
): Promise<number> {
  let count = 0;
  for (const path of (await entriesOf(directory)).map((name) => join(directory, name))) {
    const facts = await stat(path).catch(nullIfMissing);
    if (!facts || facts.mtime >= moment) continue;
    count += 1;
    if (!options.dryRun) await rm(path, { force: true });
  }
  return count;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

export function nullIfMissing(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}
