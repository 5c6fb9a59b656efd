import { DataStore, type Locker, Upload as TusUpload } from '@tus/server';
import type { Readable } from 'node:stream';
import type { ResumableUpload } from '../../generated/prisma/client.ts';
import type { PartialUploads } from '../../platform/storage/partial-uploads.ts';
import { acceptedOf, lifetimeMs } from './resumable-uploads.store.ts';
import type { UploadLock } from './upload-lock.service.ts';

/** The client's announcement of a file before sending it. */
export interface Announcement {
  readonly id: string;
  /** In bytes. */
  readonly length: number;
  readonly metadata: Readonly<Record<string, string | null>>;
}

/** Where the row of an upload comes from: it exists, or is created now. */
export interface RowSource {
  readonly load: (id: string) => Promise<ResumableUpload>;
  readonly begin: (announcement: Announcement) => Promise<void>;
}

/** One upload as the tus server sees it: the row, and the bytes in partial uploads. Lives for one request. */
export class PartialUploadsStore extends DataStore {
  override extensions = ['creation', 'creation-with-upload', 'expiration', 'termination'];
  readonly #partialUploads: PartialUploads;
  readonly #rows: RowSource;
  /** Null until it is read. */
  #kept: number | null = null;

  constructor(partialUploads: PartialUploads, rows: RowSource) {
    super();
    this.#partialUploads = partialUploads;
    this.#rows = rows;
  }

  override async create(upload: TusUpload): Promise<TusUpload> {
    const { id, size = 0, metadata = {} } = upload;
    await this.#rows.begin({ id, length: size, metadata });
    this.#kept = 0;
    return upload;
  }

  /** Read under the lock, so that the effects of other requests are seen. */
  override async getUpload(id: string): Promise<TusUpload> {
    const row = await this.#rows.load(id);
    return new TusUpload({
      id,
      size: row.length,
      offset: acceptedOf(row, this.#kept ?? (await this.#partialUploads.size(id))),
      creation_date: new Date(row.expiresAt.getTime() - lifetimeMs).toISOString(),
    });
  }

  override async write(body: Readable, id: string, offset: number): Promise<number> {
    this.#kept = await this.#partialUploads.write(id, offset, body);
    return this.#kept;
  }

  override getExpiration(): number {
    return lifetimeMs;
  }
}

/** While an upload is being created no other request knows it. */
export const noLocker: Locker = {
  newLock: () => ({ lock: () => Promise.resolve(), unlock: () => Promise.resolve() }),
};

/**
 * A part ends after this time and is acknowledged, before the api's request timeout would refuse it: a slow client
 * then continues with the next part, whereas it would have given up on a 408.
 */
const longestPartMs = 45_000;

/** Locks in the form that the tus server requires. `cancel` makes it end the part, and keep what has arrived. */
export function lockerOf(locks: Pick<UploadLock, 'acquire'>): Locker {
  return {
    newLock: (id) => {
      let release: (() => Promise<void>) | undefined;
      let timer: NodeJS.Timeout | undefined;
      return {
        lock: async (_signal, cancel) => {
          release = await locks.acquire(id, () => void cancel());
          timer = setTimeout(() => void cancel(), longestPartMs);
        },
        unlock: () => {
          clearTimeout(timer);
          return release?.() ?? Promise.resolve();
        },
      };
    },
  };
}
