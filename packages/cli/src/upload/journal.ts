import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, readFile, rm, writeFile } from 'node:fs/promises';
import { CliError, exitCodes } from '../cli-error.ts';
import { isMissing, makePrivateFolder, readIfThere, writePrivately } from '../settings/private-file.ts';

/** The progress of one hash: begun, with the id of the upload on the site, or done, with the id of the image. */
export type Entry = { readonly begun: string } | { readonly done: string };

/** What was sent to one site for one user, by hash of the bytes. */
export interface Records {
  find(hash: string): Entry | undefined;
  /** Resolves once it is on disk. Null removes the entry. */
  put(hash: string, entry: Entry | null): Promise<void>;
}

type Line = { readonly hash: string } & (Entry | { readonly forgotten: true });

/** The file is rewritten when it has this many obsolete lines. */
const staleLinesMax = 1000;

/**
 * Records in a file of lines. Each line is on disk before the work continues: a process that is killed leaves at most a
 * truncated last line, which is ignored. Only one process at a time can open it.
 */
export class Journal implements Records {
  readonly #entries: Map<string, Entry>;
  readonly #file: FileHandle;
  readonly #lock: string;

  private constructor(entries: Map<string, Entry>, file: FileHandle, lock: string) {
    this.#entries = entries;
    this.#file = file;
    this.#lock = lock;
  }

  /** The entries, for a dry run: takes no lock. */
  static async read(path: string): Promise<ReadonlyMap<string, Entry>> {
    return parse((await readIfThere(path)) ?? '').entries;
  }

  /** @throws CliError UPLOAD_RUNNING while another process has it open */
  static async open(path: string): Promise<Journal> {
    await makePrivateFolder(path);
    const lock = `${path}.lock`;
    await takeLock(lock);
    try {
      const text = (await readIfThere(path)) ?? '';
      const { entries, lines } = parse(text);
      // Also rewrite after a truncated line: the next line must not be appended to it.
      if (!/^$|\n$/.test(text) || lines > entries.size + staleLinesMax) await writePrivately(path, format(entries));
      return new Journal(entries, await open(path, 'a', 0o600), lock);
    } catch (error) {
      await rm(lock, { force: true });
      throw error;
    }
  }

  find(hash: string): Entry | undefined {
    return this.#entries.get(hash);
  }

  async put(hash: string, entry: Entry | null): Promise<void> {
    await this.#file.appendFile(formatLine(hash, entry));
    await this.#file.datasync();
    if (entry) this.#entries.set(hash, entry);
    else this.#entries.delete(hash);
  }

  async close(): Promise<void> {
    await this.#file.close();
    await rm(this.#lock, { force: true });
  }
}

function format(entries: ReadonlyMap<string, Entry>): string {
  return [...entries].map(([hash, entry]) => formatLine(hash, entry)).join('');
}

function formatLine(hash: string, entry: Entry | null): string {
  const line: Line = entry ? { hash, ...entry } : { hash, forgotten: true };
  return `${JSON.stringify(line)}\n`;
}

function parse(text: string): { entries: Map<string, Entry>; lines: number } {
  const entries = new Map<string, Entry>();
  const lines = text.split('\n');
  for (const line of lines) {
    const read = parseLine(line);
    if (!read) continue;
    const { hash, ...entry } = read;
    if ('forgotten' in entry) entries.delete(hash);
    else entries.set(hash, entry);
  }
  return { entries, lines: lines.length };
}

/** Undefined if the line is not valid: it was truncated, or the disk has corrupted it. */
function parseLine(text: string): Line | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('hash' in value) || typeof value.hash !== 'string')
    return undefined;
  const { hash } = value;
  if ('done' in value && typeof value.done === 'string') return { hash, done: value.done };
  if ('begun' in value && typeof value.begun === 'string') return { hash, begun: value.begun };
  return 'forgotten' in value ? { hash, forgotten: true } : undefined;
}

/** The lock is a file with the id of the process that holds it. If that process is gone, the lock is free. */
async function takeLock(lock: string): Promise<void> {
  const own = `${lock}.${randomUUID()}`;
  await writeFile(own, String(process.pid), { flag: 'wx', mode: 0o600 });
  try {
    while (!(await linked(own, lock))) {
      const holder = await holderOf(lock);
      if (holder !== null && isAlive(holder)) {
        const message = `Another upload to this site is running (process ${holder}). Wait for it, or stop it.`;
        throw new CliError('UPLOAD_RUNNING', message, exitCodes.local);
      }
      if (holder !== null) await rm(lock, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** A link appears with all of its content, or not at all. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Null if the lock was just released. */
async function holderOf(lock: string): Promise<number | null> {
  try {
    return Number(await readFile(lock, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
