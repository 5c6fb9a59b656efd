import { DataStore, type Locker, Upload as TusUpload } from '@tus/server';
import type { Readable } from 'node:stream';
import type { ResumableUpload } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Quarantine } from '../../platform/storage/quarantine.ts';
import { lifetimeMs } from './resumable-uploads.store.ts';
import type { UploadLock } from './upload-lock.service.ts';

/**
 * What a client is told to have arrived. The last byte counts only once the picture stands: until then it is sent
 * again, and so is asked for again what became of the file, by any tus client, whatever broke in between.
 */
export function acceptedOf(row: Pick<ResumableUpload, 'length' | 'uploadId'>, kept: number): number {
  return row.uploadId === null ? Math.min(kept, row.length - 1) : row.length;
}

/** One upload as the tus server sees it: the row, and the bytes in quarantine. Lives as long as one request. */
export class QuarantineStore extends DataStore {
  override extensions = ['creation', 'creation-with-upload', 'expiration', 'termination'];
  readonly #quarantine: Quarantine;
  readonly #begin: (upload: TusUpload) => Promise<ResumableUpload>;
  #row: ResumableUpload | null;
  /** Null while nobody has asked. */
  #kept: number | null = null;

  /** @param begin makes the row of an upload that is being created, with the id it was given */
  constructor(
    quarantine: Quarantine,
    row: ResumableUpload | null,
    begin: (upload: TusUpload) => Promise<ResumableUpload> = () => Promise.reject(new AppError('NOT_FOUND')),
  ) {
    super();
    this.#quarantine = quarantine;
    this.#row = row;
    this.#begin = begin;
  }

  override async create(upload: TusUpload): Promise<TusUpload> {
    this.#row = await this.#begin(upload);
    this.#kept = 0;
    return upload;
  }

  override async getUpload(id: string): Promise<TusUpload> {
    const row = this.#require();
    return new TusUpload({
      id,
      size: row.length,
      offset: acceptedOf(row, this.#kept ?? (await this.#quarantine.size(id))),
      creation_date: new Date(row.expiresAt.getTime() - lifetimeMs).toISOString(),
    });
  }

  override async write(body: Readable, id: string, offset: number): Promise<number> {
    this.#kept = await this.#quarantine.write(id, offset, body);
    return this.#kept;
  }

  override getExpiration(): number {
    return lifetimeMs;
  }

  #require(): ResumableUpload {
    if (!this.#row) throw new AppError('NOT_FOUND');
    return this.#row;
  }
}

/** While an upload is being created nobody else knows of it. */
export const noLocker: Locker = {
  newLock: () => ({ lock: () => Promise.resolve(), unlock: () => Promise.resolve() }),
};

/** Locks as the tus server asks for them. */
export function lockerOf(locks: UploadLock): Locker {
  return {
    newLock: (id) => {
      let release: (() => Promise<void>) | undefined;
      return {
        lock: async (_signal, cancel) => {
          release = await locks.acquire(id, () => void cancel());
        },
        unlock: () => release?.() ?? Promise.resolve(),
      };
    },
  };
}
