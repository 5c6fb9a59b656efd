import { createHash } from 'node:crypto';
import { mkdir, opendir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { parseObjectKey, requireObjectKey } from '../../src/platform/storage/object-key.ts';
import type { ObjectStorage } from '../../src/platform/storage/object-storage.ts';
import { DatabaseProblem } from '../migrate/problem.ts';
import { objectListPath, objectPath, objectsFolder, type Part, readLines, writeLines } from './manifest.ts';

const Line = z.object({ key: z.string(), size: z.int().nonnegative(), sha256: z.string() });
type Line = z.infer<typeof Line>;

/** So many at once: a store far away is waited for, not worked for. */
const maxConcurrent = 8;

/**
 * Copies what the folder does not have yet. An object never changes under its key, so one that is there by its size needs
 * no second look.
 * @returns how many were copied
 */
export async function copyObjects(storage: ObjectStorage, folder: string): Promise<number> {
  let copied = 0;
  await forEachConcurrently(keysOf(storage), async ({ key, size }) => {
    const path = objectPath(folder, key);
    if ((await stat(path).catch(() => null))?.size === size) return;
    const bytes = await bytesOf(storage, key);
    // Deleted since it was listed.
    if (bytes === null) return;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(`${path}.part`, bytes, { mode: 0o600 });
    await rename(`${path}.part`, path);
    copied += 1;
  });
  return copied;
}

/** Lists what was copied, with its digests: also what the store has lost since, since the rows may still name it. */
export async function listObjects(folder: string): Promise<Part> {
  async function* lines() {
    for await (const entry of await opendir(objectsFolder(folder), { recursive: true })) {
      const path = join(entry.parentPath, entry.name);
      const key = relative(objectsFolder(folder), path).split(sep).join('/');
      // Not what an interrupted copy has left.
      if (!entry.isFile() || parseObjectKey(key) === null) continue;
      const bytes = await readFile(path);
      yield JSON.stringify({ key, size: bytes.length, sha256: digestOf(bytes) } satisfies Line);
    }
  }
  return writeLines(objectListPath(folder), lines());
}

/** @throws DatabaseProblem when one is missing or is not as it was written */
export async function verifyObjects(folder: string, list: Part): Promise<void> {
  for await (const line of linesOf(folder, list)) await readObject(folder, line);
}

/** Puts what the store does not have. @returns how many were put */
export async function putObjects(storage: ObjectStorage, folder: string, list: Part): Promise<number> {
  let put = 0;
  await forEachConcurrently(linesOf(folder, list), async (line) => {
    const { key, visibility, contentType } = requireObjectKey(line.key);
    if ((await storage.head(key))?.size === line.size) return;
    await storage.put(key, await readObject(folder, line), { contentType, visibility });
    put += 1;
  });
  return put;
}

/** What an interrupted restore has put may be there. @throws DatabaseProblem when there is anything else */
export async function requireNothingElse(storage: ObjectStorage, folder: string, list: Part): Promise<void> {
  const known = new Set<string>();
  for await (const { key } of linesOf(folder, list)) known.add(key);
  for await (const { key } of keysOf(storage)) {
    if (!known.has(key))
      throw new DatabaseProblem(
        'The object store is not empty: it holds what is not in the backup. Restore into a new one.',
      );
  }
}

async function* linesOf(folder: string, list: Part): AsyncGenerator<Line, void> {
  for await (const text of readLines(objectListPath(folder), list)) yield Line.parse(JSON.parse(text));
}

async function readObject(folder: string, { key, sha256 }: Line): Promise<Buffer> {
  const bytes = await readFile(objectPath(folder, key)).catch(() => null);
  if (bytes === null || digestOf(bytes) !== sha256)
    throw new DatabaseProblem(`The object ${key} of the backup is missing or damaged.`);
  return bytes;
}

async function* keysOf(storage: ObjectStorage): AsyncGenerator<{ key: string; size: number }, void> {
  let cursor: string | undefined;
  do {
    const page = await storage.list('', cursor === undefined ? {} : { cursor });
    yield* page.objects;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

async function bytesOf(storage: ObjectStorage, key: string): Promise<Buffer | null> {
  const object = await storage.get(key);
  if (object === null) return null;
  return Buffer.isBuffer(object.body) ? object.body : buffer(object.body);
}

const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function forEachConcurrently<Item>(
  items: AsyncGenerator<Item, void>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const worker = async () => {
    for (let next = await items.next(); !next.done; next = await items.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: maxConcurrent }, worker));
}
