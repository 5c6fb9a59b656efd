import { open, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { headBytes, imageKindOf } from './image-kind.ts';

export type SkipReason = 'HIDDEN' | 'SYMLINK' | 'NOT_A_FILE' | 'UNSUPPORTED_TYPE';

/** The result for one path. */
export type Found =
  | { readonly kind: 'file'; readonly path: string; readonly bytes: number }
  /** Skipped on purpose. */
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: SkipReason }
  /** Requested, but not readable or not usable. */
  | { readonly kind: 'failed'; readonly path: string; readonly code: string; readonly message: string };

/**
 * Finds the images below the named paths, folders from top to bottom and by name. Named paths are explicit: symbolic
 * links are followed, hidden names are accepted, and a file that is no image is a failure. Within folders, symbolic
 * links, which could lead anywhere or in a circle, are skipped, and so are hidden names and files that are no images.
 */
export async function* findFiles(named: readonly string[]): AsyncGenerator<Found> {
  const seen = new Set<string>();
  for (const path of named) yield* findNamed(path, seen);
}

async function* findNamed(path: string, seen: Set<string>): AsyncGenerator<Found> {
  try {
    const { isDirectory, isFile } = await kindOf(path);
    if (isDirectory) yield* findIn(path, seen);
    else if (isFile) yield* asMeant(lookAt(path, seen));
    else yield failed(path, 'NOT_A_FILE', 'This is neither a file nor a folder.');
  } catch (error) {
    yield unreadable(path, error);
  }
}

async function* findIn(folder: string, seen: Set<string>): AsyncGenerator<Found> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    yield unreadable(folder, error);
    return;
  }
  entries.sort((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) yield skipped(path, 'HIDDEN');
    else if (entry.isSymbolicLink()) yield skipped(path, 'SYMLINK');
    else if (entry.isDirectory()) yield* findIn(path, seen);
    else if (entry.isFile()) yield* lookAt(path, seen);
    else yield skipped(path, 'NOT_A_FILE');
  }
}

/** Yields nothing for a file that was found before. */
async function* lookAt(path: string, seen: Set<string>): AsyncGenerator<Found> {
  const absolute = resolve(path);
  if (seen.has(absolute)) return;
  seen.add(absolute);
  try {
    const file = await open(path, 'r');
    try {
      const head = Buffer.alloc(headBytes);
      const { bytesRead } = await file.read(head, 0, headBytes, 0);
      const { size } = await file.stat();
      if (imageKindOf(head.subarray(0, bytesRead)) === null) yield skipped(path, 'UNSUPPORTED_TYPE');
      else yield { kind: 'file', path, bytes: size };
    } finally {
      await file.close();
    }
  } catch (error) {
    yield unreadable(path, error);
  }
}

async function* asMeant(found: AsyncGenerator<Found>): AsyncGenerator<Found> {
  for await (const one of found) {
    if (one.kind !== 'skipped') yield one;
    else yield failed(one.path, one.reason, `${basename(one.path)} is no JPEG, PNG, WebP, GIF or HEIC.`);
  }
}

async function kindOf(path: string): Promise<{ isDirectory: boolean; isFile: boolean }> {
  const found = await stat(path);
  return { isDirectory: found.isDirectory(), isFile: found.isFile() };
}

const skipped = (path: string, reason: SkipReason): Found => ({ kind: 'skipped', path, reason });
const failed = (path: string, code: string, message: string): Found => ({ kind: 'failed', path, code, message });

function unreadable(path: string, error: unknown): Found {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
  if (code === 'ENOENT') return failed(path, 'NOT_FOUND', 'There is no such file or folder.');
  return failed(path, 'UNREADABLE', `It cannot be read (${code}).`);
}
