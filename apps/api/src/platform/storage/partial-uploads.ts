import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { AppError } from '../errors/app-error.ts';

const pattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Where the bytes of a file that arrives in parts are kept until its type is known. Nothing here is ever served: no
 * route reads it, and its keys are not object keys. Interface and DI token in one. Ids are UUIDs; anything else is a
 * TypeError. The writer ensures that nobody else writes the same file at the same time. Every method throws AppError
 * `SERVICE_UNAVAILABLE` if the storage cannot be reached.
 */
export abstract class PartialUploads {
  /** Bytes kept so far, from the first one without a gap. 0 for an unknown file. */
  abstract size(id: string): Promise<number>;

  /**
   * Writes from `offset` on, which is at most the size, and replaces what was there.
   * @returns the new size
   * @throws the error of `body`. Bytes received before it are kept, so that an upload can continue there.
   */
  abstract write(id: string, offset: number, body: Readable): Promise<number>;

  /** Passes the path of the whole file to `use`. The path is read-only, and valid only while `use` runs. */
  abstract withFile<Result>(id: string, use: (path: string) => Promise<Result>): Promise<Result>;

  /** Idempotent. */
  abstract remove(id: string): Promise<void>;

  /** Files last written before `moment`. */
  abstract listOlderThan(moment: Date): Promise<string[]>;
}

/** @throws AppError SERVICE_UNAVAILABLE for any failure, such as a full disk. */
export async function reach<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 5 }, cause });
  }
}

/** Unlike a pipeline, which drops its buffer when its source breaks, this writes whatever has arrived. @returns the end */
export async function writeAsItComes(file: FileHandle, offset: number, body: Readable): Promise<number> {
  let end = offset;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    const at = end;
    await reach(() => file.write(chunk, 0, chunk.length, at));
    end += chunk.length;
  }
  return end;
}

export function isPartialUploadsId(id: string): boolean {
  return pattern.test(id);
}

/** A UUID cannot lead out of a directory or prefix. @throws TypeError */
export function requirePartialUploadsId(id: string): string {
  if (!isPartialUploadsId(id)) throw new TypeError('Not an id in quarantine');
  return id;
}
