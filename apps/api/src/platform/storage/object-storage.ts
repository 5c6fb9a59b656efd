import type { Readable } from 'node:stream';
import type { ObjectVisibility } from './object-key.ts';

export interface ObjectDescription {
  readonly size: number;
  readonly contentType: string;
  readonly modifiedAt: Date;
}

/** Bytes from `start` to `end`, both included; within the object. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface ObjectWithBody extends ObjectDescription {
  /** Small objects come whole. A stream must be consumed or destroyed. */
  readonly body: Buffer | Readable;
}

export interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly modifiedAt: Date;
}

/** A file on this machine's disk, for what is too large to hold in memory. */
export interface FileBody {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

export interface ObjectPage {
  readonly objects: readonly ListedObject[];
  /** Hand it over to get the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/** Signed addresses never live longer, whatever is asked for (OWASP file storage guidance; S3 would allow 7 days). */
export const maxSignedUrlSeconds = 900;

export interface SigningOptions {
  readonly expiresInSeconds: number;
  /** Now, unless said otherwise. Not in the future. */
  readonly signedAt?: Date;
}

/**
 * Where bytes live. Interface and DI token in one. Keys are those of `object-key.ts`; any other key is a TypeError.
 * Every method throws AppError `SERVICE_UNAVAILABLE` when the store cannot be reached or does not answer in time.
 */
export abstract class ObjectStorage {
  /** Durable once resolved. Writing the same key again replaces the bytes; a reader sees the old or the new, never a mix. */
  abstract put(
    key: string,
    body: Buffer | FileBody,
    options: { contentType: string; visibility: ObjectVisibility },
  ): Promise<void>;

  /** With `range` the body is that part alone; `size` is that of the whole object. */
  abstract get(key: string, range?: ByteRange): Promise<ObjectWithBody | null>;
  abstract head(key: string): Promise<ObjectDescription | null>;

  /** Idempotent: keys that are not there count as deleted. */
  abstract delete(keys: readonly string[]): Promise<void>;

  /** Up to `limit` (default and maximum 1000) objects whose keys start with `prefix`, in key order. */
  abstract list(prefix: string, options?: { cursor?: string; limit?: number }): Promise<ObjectPage>;

  /**
   * Removes what puts that were cut off before `before` left outside of all keys. None where the store itself sees to it.
   * @returns how many there were; with `dryRun` they stay
   */
  abstract removeUnfinished(before: Date, options: { dryRun: boolean }): Promise<number>;

  /**
   * An address anyone can GET for a while, bound to this object; capped at `maxSignedUrlSeconds`. Signing asks nobody.
   * The time counts from `signedAt`, which may lie in the past: what is signed as of one moment is one address.
   */
  abstract signedUrl(key: string, options: SigningOptions): Promise<{ url: string; expiresAt: Date }>;

  /** The lasting address of a public object. Relative to the site unless a CDN is configured. */
  abstract publicUrl(key: string): string;

  /** What `writeMark` wrote last; null where nobody has. */
  abstract readMark(): Promise<string | null>;

  /** A few bytes beside the objects that say whose store this is. No key leads to them, and `list` leaves them out. */
  abstract writeMark(text: string): Promise<void>;

  /** Whether the store answers now (2 s at most); never throws. */
  abstract isUp(): Promise<boolean>;
}
