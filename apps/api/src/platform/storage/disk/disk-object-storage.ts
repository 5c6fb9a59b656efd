import { randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../errors/app-error.ts';
import { entriesOf, factsOf, moveInto, nullIfMissing, removeFilesOlderThan, writeDurably } from './durable-files.ts';
import type { FileUrlSigner } from '../signing/file-url-signer.ts';
import {
  objectFolder,
  type ObjectKey,
  type ObjectVisibility,
  requireAgreement,
  requireObjectKey,
} from '../object-key.ts';
import {
  type ByteRange,
  type FileBody,
  type ListedObject,
  type ObjectDescription,
  ObjectStorage,
  type SigningOptions,
  type ObjectWithBody,
} from '../object-storage.ts';

/** Objects up to this size are read at once; larger ones are streamed. */
const wholeReadBytes = 1024 * 1024;

/**
 * Objects as files under one directory: `<visibility>/<first two of hash>/<hash>/<name>.<extension>`. Content type and
 * visibility follow from the key, so there is no metadata that could contradict it.
 */
export class DiskObjectStorage extends ObjectStorage {
  readonly #directory: string;
  readonly #signer: FileUrlSigner;

  constructor(directory: string, signer: FileUrlSigner) {
    super();
    this.#directory = directory;
    this.#signer = signer;
  }

  override async put(
    key: string,
    body: Buffer | FileBody,
    options: { contentType: string; visibility: ObjectVisibility },
  ): Promise<void> {
    const parsed = requireAgreement(requireObjectKey(key), options);
    const content = () => (Buffer.isBuffer(body) ? body : createReadStream(body.path));
    await this.#reach(() => this.#write(this.#pathOf(parsed), content));
  }

  override async get(key: string, range?: ByteRange): Promise<ObjectWithBody | null> {
    const parsed = requireObjectKey(key);
    const { contentType } = parsed;
    const path = this.#pathOf(parsed);
    return this.#reach(async () => {
      const facts = await factsOf(path);
      if (!facts) return null;
      if (range || facts.size > wholeReadBytes)
        return { ...facts, contentType, body: createReadStream(path, { ...range, highWaterMark: 256 * 1024 }) };
      const body = await readFile(path).catch(nullIfMissing);
      return body && { ...facts, size: body.length, contentType, body };
    });
  }

  override async head(key: string): Promise<ObjectDescription | null> {
    const parsed = requireObjectKey(key);
    const facts = await this.#reach(() => factsOf(this.#pathOf(parsed)));
    return facts && { ...facts, contentType: parsed.contentType };
  }

  override async delete(keys: readonly string[]): Promise<void> {
    const paths = keys.map((key) => this.#pathOf(requireObjectKey(key)));
    await this.#reach(async () => {
      await Promise.all(paths.map((path) => rm(path, { force: true })));
      // An empty folder does no harm; one that is being filled again cannot be removed.
      await Promise.allSettled([...new Set(paths.map(dirname))].map((folder) => rmdir(folder)));
    });
  }

  override async list(prefix: string, options: { cursor?: string; limit?: number } = {}) {
    const limit = Math.min(options.limit ?? 1000, 1000);
    return this.#reach(async () => {
      const objects: ListedObject[] = [];
      for await (const object of this.#walk(prefix, options.cursor ?? '')) {
        if (objects.length === limit) return { objects, nextCursor: objects.at(-1)?.key ?? null };
        objects.push(object);
      }
      return { objects, nextCursor: null };
    });
  }

  override async removeUnfinished(before: Date, options: { dryRun: boolean }): Promise<number> {
    return this.#reach(() => removeFilesOlderThan(join(this.#directory, 'partial'), before, options));
  }

  override async readMark(): Promise<string | null> {
    return this.#reach(async () => (await readFile(this.#markPath).catch(nullIfMissing))?.toString() ?? null);
  }

  override async writeMark(text: string): Promise<void> {
    await this.#reach(() => this.#write(this.#markPath, () => Buffer.from(text)));
  }

  override signedUrl(key: string, options: SigningOptions) {
    return Promise.resolve(this.#signer.sign(requireObjectKey(key).key, options));
  }

  override publicUrl(key: string): string {
    return `/files/${requireObjectKey(key).key}`;
  }

  override async isUp(): Promise<boolean> {
    try {
      await mkdir(this.#directory, { recursive: true });
      return (await stat(this.#directory)).isDirectory();
    } catch {
      return false;
    }
  }

  get #markPath(): string {
    return join(this.#directory, 'installation.json');
  }

  /** A reader sees the previous bytes or these, never a part of them. */
  async #write(path: string, content: () => Buffer | ReadStream): Promise<void> {
    const temporary = join(this.#directory, 'partial', randomUUID());
    await mkdir(dirname(temporary), { recursive: true });
    try {
      await writeDurably(temporary, content());
      await moveInto(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** Folders are spread by the first two digits of the hash, which preserves key order and keeps directories small. */
  #pathOf({ visibility, contentHash, key }: ObjectKey): string {
    return join(this.#directory, visibility, contentHash.slice(0, 2), key.slice(visibility.length + 1));
  }

  async *#walk(prefix: string, after: string): AsyncGenerator<ListedObject> {
    const wanted = (start: string) =>
      (start.startsWith(prefix) || prefix.startsWith(start)) && (start >= after || after.startsWith(start));
    for (const visibility of ['private', 'public'] as const) {
      for (const shard of wanted(`${visibility}/`) ? await entriesOf(join(this.#directory, visibility)) : []) {
        if (!wanted(`${visibility}/${shard}`)) continue;
        for (const contentHash of await entriesOf(join(this.#directory, visibility, shard))) {
          const folder = objectFolder(visibility, contentHash);
          if (!wanted(folder)) continue;
          const directory = join(this.#directory, visibility, shard, contentHash);
          for (const name of await entriesOf(directory)) {
            const key = folder + name;
            const facts =
              key.startsWith(prefix) && key > after && (await stat(join(directory, name)).catch(nullIfMissing));
            if (facts) yield { key, size: facts.size, modifiedAt: facts.mtime };
          }
        }
      }
    }
  }

  async #reach<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (cause) {
      throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 5 }, cause });
    }
  }
}
