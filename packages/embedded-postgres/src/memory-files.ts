import { EmscriptenBuiltinFilesystem } from '@electric-sql/pglite/basefs';

/** PGlite's path of the data directory. */
const ROOT = '/pglite/data';
const BLOCK = 512;

/** The part of Emscripten's file system used here; its own types are in a package that nothing else needs. */
interface Files {
  mkdirTree(path: string): void;
  /** @param options.canOwn the file takes over these bytes instead of copying them */
  writeFile(path: string, content: Uint8Array, options: { canOwn: true }): void;
}

interface Entry {
  /** Relative, without a trailing slash. */
  path: string;
  isFolder: boolean;
  content: Uint8Array;
}

/**
 * A data directory in memory, initialized from a snapshot. PGlite's own `loadDataDir` copies every byte six times and
 * looks up every folder of every path, which costs half a second and a quarter of a gigabyte.
 */
export class MemoryFiles extends EmscriptenBuiltinFilesystem {
  readonly #snapshot: Uint8Array;

  /** @param snapshot a tar file made by PGlite; not modified */
  constructor(snapshot: Uint8Array) {
    super('memory://');
    this.#snapshot = snapshot;
  }

  override initialSyncFs(): Promise<void> {
    if (!this.pg) throw new Error('The files are wanted before there is a database');
    const files = this.pg.Module.FS as Files;
    const folders = new Set<string>();
    const makeFolder = (path: string): void => {
      if (!folders.has(path)) files.mkdirTree(path);
      folders.add(path);
    };
    // The only copy: writes to files modify it in place.
    for (const { path, isFolder, content } of entriesOf(Uint8Array.from(this.#snapshot))) {
      const target = `${ROOT}/${path}`;
      makeFolder(isFolder ? target : target.slice(0, target.lastIndexOf('/')));
      if (!isFolder) files.writeFile(target, content, { canOwn: true });
    }
    return Promise.resolve();
  }
}

/** The files and folders of a tar file (POSIX.1-1988, ustar). Their contents are views, not copies. */
function* entriesOf(tar: Uint8Array): Generator<Entry> {
  const bytes = Buffer.from(tar.buffer, tar.byteOffset, tar.length);
  const text = (from: number, length: number): string =>
    bytes.toString('latin1', from, from + length).replace(/\0[^]*$/, '');
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0;) {
    const [name, prefix, type] = [text(at, 100), text(at + 345, 155), text(at + 156, 1)];
    const size = Number.parseInt(text(at + 124, 12), 8);
    if (prefix !== '' || !/^[05]?$/.test(type) || !(size >= 0))
      throw new Error(`A snapshot with a strange entry: ${name}`);
    const content = tar.subarray(at + BLOCK, at + BLOCK + size);
    yield { path: name.replace(/^\.?\/+|\/+$/g, ''), isFolder: type === '5', content };
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}
