import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { entriesOf, nullIfMissing, sizeOf } from './durable-files.ts';
import {
  isPartialUploadsId,
  PartialUploads,
  reach,
  requirePartialUploadsId,
  writeAsItComes,
} from '../partial-uploads.ts';

const { O_CREAT, O_WRONLY } = constants;

/** One file per upload in one directory of this machine: every part of an upload must reach the same process. */
export class DiskPartialUploads extends PartialUploads {
  readonly #directory: string;

  constructor(directory: string) {
    super();
    this.#directory = directory;
  }

  override size(id: string): Promise<number> {
    const path = this.#pathOf(id);
    return reach(async () => (await sizeOf(path)) ?? 0);
  }

  override async write(id: string, offset: number, body: Readable): Promise<number> {
    const path = this.#pathOf(id);
    const file = await reach(() => this.#open(path));
    try {
      await reach(async () => {
        if ((await file.stat()).size < offset) throw new RangeError('The part begins beyond the end of the file');
        await file.truncate(offset);
      });
      const end = await writeAsItComes(file, offset, body);
      await reach(() => file.sync());
      return end;
    } finally {
      await file.close();
    }
  }

  override withFile<Result>(id: string, use: (path: string) => Promise<Result>): Promise<Result> {
    return use(this.#pathOf(id));
  }

  override remove(id: string): Promise<void> {
    const path = this.#pathOf(id);
    return reach(() => rm(path, { force: true }));
  }

  override listOlderThan(moment: Date): Promise<string[]> {
    return reach(async () => {
      const old: string[] = [];
      for (const name of (await entriesOf(this.#directory)).filter(isPartialUploadsId)) {
        const facts = await stat(join(this.#directory, name)).catch(nullIfMissing);
        if (facts && facts.mtime < moment) old.push(name);
      }
      return old;
    });
  }

  async #open(path: string): Promise<FileHandle> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    return open(path, O_CREAT | O_WRONLY, 0o600);
  }

  #pathOf(id: string): string {
    return join(this.#directory, requirePartialUploadsId(id));
  }
}
