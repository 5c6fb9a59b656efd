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
  /** A small object is a buffer. A stream must be consumed or destroyed. */
  readonly body: Buffer | Readable;
}

export interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly modifiedAt: Date;
}

/** A file on this machine's disk, for content too large for memory. */
export interface FileBody {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

export interface ObjectPage {
  readonly objects: readonly ListedObject[];
  /** Pass it in to get the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/** Signed URLs never live longer, whatever the caller requests (OWASP file storage guidance; S3 would allow 7 days). */
export const maxSignedUrlSeconds = 900;

export interface SigningOptions {
  readonly expiresInSeconds: number;
  /** By default now. Not in the future. */
  readonly signedAt?: Date;
}

/**
 * Where bytes are stored. Interface and DI token in one. Keys are those of `object-key.ts`; any other key is a TypeError.
 * Every method throws AppError `SERVICE_UNAVAILABLE` if the store cannot be reached or does not respond in time.
 */
export abstract class ObjectStorage {
  /** Durable once resolved. Writing the same key again replaces the bytes; a reader sees the old or the new, never a mix. */
  abstract put(
    key: string,
    body: Buffer | FileBody,
    options: { contentType: string; visibility: ObjectVisibility },
  ): Promise<void>;

  /** With `range` the body is only that part; `size` is that of the whole object. */
  abstract get(key: string, range?: ByteRange): Promise<ObjectWithBody | null>;
  abstract head(key: string): Promise<ObjectDescription | null>;

  /** Idempotent: missing keys count as deleted. */
  abstract delete(keys: readonly string[]): Promise<void>;

  /** Up to `limit` (default and maximum 1000) objects whose keys start with `prefix`, in key order. */
  abstract list(prefix: string, options?: { cursor?: string; limit?: number }): Promise<ObjectPage>;

  /**
   * Removes what puts that were interrupted before `before` left outside of all keys. None if the store itself does so.
   * @returns how many there were; with `dryRun` they stay
   */
  abstract removeUnfinished(before: Date, options: { dryRun: boolean }): Promise<number>;

  /**
   * A URL that anyone can GET for a while, bound to this object; capped at `maxSignedUrlSeconds`. Signing needs no request.
   * The time counts from `signedAt`, which can be in the past: the same `signedAt` gives the same URL.
   */
  abstract signedUrl(key: string, options: SigningOptions): Promise<{ url: string; expiresAt: Date }>;

  /** The permanent URL of a public object. Relative to the site unless a CDN is configured. */
  abstract publicUrl(key: string): string;

  /** What `writeMark` wrote last; null if nothing was written. */
  abstract readMark(): Promise<string | null>;

  /** A few bytes next to the objects that identify the store's owner. No key leads to them, and `list` leaves them out. */
  abstract writeMark(text: string): Promise<void>;

  /** Whether the store responds now (2 s at most); never throws. */
  abstract isUp(): Promise<boolean>;
}
