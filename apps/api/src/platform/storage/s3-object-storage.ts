import { setMaxListeners } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { S3Config } from '../config/config.ts';
import { AppError } from '../errors/app-error.ts';
import { cachingOf, dispositionOf } from './file-headers.ts';
import { type ObjectVisibility, requireAgreement, requireObjectKey } from './object-key.ts';
import { type FileBody, maxSignedUrlSeconds, ObjectStorage, type SigningOptions } from './object-storage.ts';
import { connect, type S3Deadlines, type S3Sdk, usualDeadlines } from './s3-client.ts';

const deletesAtOnce = 8;

/** S3, R2 and whatever speaks their protocol. The SDK takes a while to load, so it is loaded by the first call. */
export class S3ObjectStorage extends ObjectStorage {
  readonly #config: S3Config;
  readonly #deadlines: S3Deadlines;
  #sdk: Promise<S3Sdk> | null = null;

  constructor(config: S3Config, deadlines: S3Deadlines = usualDeadlines) {
    super();
    this.#config = config;
    this.#deadlines = deadlines;
  }

  override async put(
    key: string,
    body: Buffer | FileBody,
    options: { contentType: string; visibility: ObjectVisibility },
  ): Promise<void> {
    const parsed = requireAgreement(requireObjectKey(key), options);
    const patience = this.#deadlines.callMilliseconds + transferMilliseconds(body);
    await this.#callWithin(patience, async ({ s3, client }, abortSignal) => {
      // No ACL: R2 and modern buckets refuse them. What is public is said by the bucket's policy on the key's prefix.
      const command = new s3.PutObjectCommand({
        ...this.#address(key),
        ...contentOf(body),
        ContentType: parsed.contentType,
        ContentDisposition: dispositionOf(parsed.contentType),
        CacheControl: cachingOf(parsed),
      });
      await client.send(command, { abortSignal, requestTimeout: patience });
    });
  }

  override async get(key: string) {
    const { contentType } = requireObjectKey(key);
    return this.#call(async ({ s3, client }, abortSignal) => {
      const answer = await client.send(new s3.GetObjectCommand(this.#address(key)), { abortSignal });
      if (!answer.Body || answer.ContentLength === undefined) return null;
      return { size: answer.ContentLength, contentType, body: answer.Body as Readable };
    }, null);
  }

  override async head(key: string) {
    const { contentType } = requireObjectKey(key);
    return this.#call(async ({ s3, client }, abortSignal) => {
      const answer = await client.send(new s3.HeadObjectCommand(this.#address(key)), { abortSignal });
      return { size: answer.ContentLength ?? 0, contentType };
    }, null);
  }

  override async delete(keys: readonly string[]): Promise<void> {
    keys.forEach(requireObjectKey);
    // One by one: the batch call needs checksums that compatible stores disagree about.
    for (let start = 0; start < keys.length; start += deletesAtOnce) {
      await Promise.all(keys.slice(start, start + deletesAtOnce).map((key) => this.#deleteOne(key)));
    }
  }

  override async list(prefix: string, options: { cursor?: string; limit?: number } = {}) {
    return this.#call(async ({ s3, client }, abortSignal) => {
      // Version 1 of the call pages by key instead of by an opaque token: the cursor means the same on every store.
      const command = new s3.ListObjectsCommand({
        Bucket: this.#config.bucket,
        Prefix: prefix,
        MaxKeys: Math.min(options.limit ?? 1000, 1000),
        ...(options.cursor === undefined ? {} : { Marker: options.cursor }),
      });
      const answer = await client.send(command, { abortSignal });
      const objects = (answer.Contents ?? []).map(({ Key, Size, LastModified }) => ({
        key: Key ?? '',
        size: Size ?? 0,
        modifiedAt: LastModified ?? new Date(0),
      }));
      return { objects, nextCursor: answer.IsTruncated ? (objects.at(-1)?.key ?? null) : null };
    });
  }

  /** A put is one request, which S3 carries out or not. */
  override removeUnfinished(): Promise<number> {
    return Promise.resolve(0);
  }

  /** Signing is local and asks nobody. The answer's headers are part of what is signed, so nobody can choose others. */
  override async signedUrl(key: string, options: SigningOptions) {
    const parsed = requireObjectKey(key);
    const expiresIn = Math.min(Math.max(1, Math.floor(options.expiresInSeconds)), maxSignedUrlSeconds);
    const [{ s3, client }, { getSignedUrl }] = await Promise.all([
      this.#load(),
      import('@aws-sdk/s3-request-presigner'),
    ]);
    const command = new s3.GetObjectCommand({
      ...this.#address(key),
      ResponseContentType: parsed.contentType,
      ResponseContentDisposition: dispositionOf(parsed.contentType),
      ResponseCacheControl: cachingOf(parsed),
    });
    const signingDate = new Date(Math.floor((options.signedAt ?? new Date()).getTime() / 1000) * 1000);
    const url = await getSignedUrl(client, command, { expiresIn, signingDate });
    return { url, expiresAt: new Date(signingDate.getTime() + expiresIn * 1000) };
  }

  override publicUrl(key: string): string {
    requireObjectKey(key);
    return this.#config.publicUrl === null ? `/files/${key}` : `${this.#config.publicUrl}/${key}`;
  }

  override async isUp(): Promise<boolean> {
    try {
      const { s3, client } = await this.#load();
      const abortSignal = AbortSignal.timeout(this.#deadlines.probeMilliseconds);
      await client.send(new s3.HeadBucketCommand({ Bucket: this.#config.bucket }), { abortSignal });
      return true;
    } catch {
      return false;
    }
  }

  #address(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#config.bucket, Key: key };
  }

  async #deleteOne(key: string): Promise<void> {
    await this.#call(
      ({ s3, client }, abortSignal) => client.send(new s3.DeleteObjectCommand(this.#address(key)), { abortSignal }),
      null,
    );
  }

  #load(): Promise<S3Sdk> {
    this.#sdk ??= connect(this.#config, this.#deadlines);
    return this.#sdk;
  }

  /** Runs one call within its deadline, retries included. `missing` is the answer when the object is not there. */
  #call<Result, Missing = never>(
    work: (sdk: S3Sdk, signal: AbortSignal) => Promise<Result>,
    ...missing: [] | [Missing]
  ): Promise<Result | Missing> {
    return this.#callWithin(this.#deadlines.callMilliseconds, work, ...missing);
  }

  async #callWithin<Result, Missing = never>(
    milliseconds: number,
    work: (sdk: S3Sdk, signal: AbortSignal) => Promise<Result>,
    ...missing: [] | [Missing]
  ): Promise<Result | Missing> {
    const sdk = await this.#load();
    const signal = AbortSignal.timeout(milliseconds);
    // Every attempt of the SDK adds listeners; the default limit of ten would warn about a leak that is none.
    setMaxListeners(0, signal);
    try {
      return await work(sdk, signal);
    } catch (cause) {
      if (missing.length === 1 && isNotFound(cause)) return missing[0];
      throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 5 }, cause });
    }
  }
}

/** What a slow line still carries. */
const minBytesPerMillisecond = 500;

function transferMilliseconds(body: Buffer | FileBody): number {
  return Buffer.isBuffer(body) ? 0 : Math.ceil(body.size / minBytesPerMillisecond);
}

function contentOf(body: Buffer | FileBody): { Body: Buffer | Readable; ContentLength?: number } {
  return Buffer.isBuffer(body) ? { Body: body } : { Body: createReadStream(body.path), ContentLength: body.size };
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name);
}
