import { ApiError } from '@pixelboxx/api-client';
import { createHash, randomUUID } from 'node:crypto';
import type { ResumableUploads, UploadStatus } from '../../src/site/tus.ts';
import type { Content } from '../../src/upload/content.ts';

/** What a site or the network does to one request. */
export type Act =
  | 'well'
  /** The request never arrives. */
  | 'lost'
  /** It is carried out, and nobody hears of it. */
  | 'unheard'
  /** Half of a part arrives. */
  | 'half'
  | 'busy'
  | 'locked'
  | 'limited'
  /** What is under way is forgotten, as after a day. */
  | 'forgets';

interface Row {
  readonly length: number;
  bytes: Buffer;
  uploadId: string | null;
}

const failure = (code: string, status: number, details = {}) => new ApiError({ code, status, message: code, details });

/** The API's part of a resumable upload (docs/uploads.md), with a network before it that does what it is told. */
export class SimulatedSite implements ResumableUploads {
  /** What is done to the next requests; after these, all goes well. */
  acts: Act[] = [];
  /** By image, the hash of its bytes. */
  readonly images = new Map<string, string>();
  readonly #rows = new Map<string, Row>();

  create(length: number): Promise<string> {
    return this.#exchange(() => {
      const id = randomUUID();
      this.#rows.set(id, { length, bytes: Buffer.alloc(0), uploadId: null });
      return id;
    });
  }

  status(id: string): Promise<UploadStatus> {
    return this.#exchange(() => this.#statusOf(this.#require(id)));
  }

  append(id: string, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<UploadStatus> {
    const half = this.acts[0] === 'half';
    return this.#exchange(() => {
      const row = this.#require(id);
      if (row.uploadId !== null) return this.#statusOf(row);
      if (offset !== this.#statusOf(row).offset) throw failure('UPLOAD_OFFSET_CONFLICT', 409);
      const arrived = half ? bytes.subarray(0, bytes.length >> 1) : bytes;
      row.bytes = Buffer.concat([row.bytes.subarray(0, offset), arrived]);
      if (row.bytes.length === row.length) {
        row.uploadId = randomUUID();
        this.images.set(row.uploadId, createHash('sha256').update(row.bytes).digest('hex'));
      }
      return this.#statusOf(row);
    });
  }

  remove(id: string): Promise<void> {
    return this.#exchange(() => void this.#rows.delete(id));
  }

  /** Of unfinished uploads, as they are given up after a day; those that became images stay for as long as is needed. */
  forgetUnfinished(): void {
    for (const [id, { uploadId }] of this.#rows) if (uploadId === null) this.#rows.delete(id);
  }

  async #exchange<Result>(work: () => Result): Promise<Result> {
    await Promise.resolve();
    const act = this.acts.shift() ?? 'well';
    if (act === 'lost') throw failure('NETWORK_ERROR', 0);
    if (act === 'busy') throw failure('OVERLOADED', 503, { retryAfterSeconds: 3 });
    if (act === 'locked') throw failure('UPLOAD_LOCKED', 423, { retryAfterSeconds: 1 });
    if (act === 'limited') throw failure('RATE_LIMITED', 429, { retryAfterSeconds: 1800 });
    if (act === 'forgets') this.forgetUnfinished();
    const result = work();
    if (act === 'unheard' || act === 'half') throw failure('NETWORK_ERROR', 0);
    return result;
  }

  #require(id: string): Row {
    const row = this.#rows.get(id);
    if (!row) throw failure('NOT_FOUND', 404);
    return row;
  }

  #statusOf({ bytes, uploadId }: Row): UploadStatus {
    return { offset: bytes.length, uploadId };
  }
}

/** Bytes in memory, as if they were a file. */
export function contentOf(bytes: Uint8Array): Content {
  return {
    hash: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
    read: (offset, length) => Promise.resolve(new Uint8Array(bytes.slice(offset, offset + length))),
    assertUnchanged: () => Promise.resolve(),
  };
}
