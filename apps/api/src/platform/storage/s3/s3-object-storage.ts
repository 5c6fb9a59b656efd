import type { Clock } from '@pixelboxx/node-kit';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { S3Config } from '../../config/config.ts';
import { cachingOf, dispositionOf } from '../signing/file-headers.ts';
import { type ObjectVisibility, requireAgreement, requireObjectKey } from '../object-key.ts';
import {
  type ByteRange,
  type FileBody,
  maxSignedUrlSeconds,
  type ObjectDescription,
  ObjectStorage,
  type SigningOptions,
  type ObjectWithBody,
} from '../object-storage.ts';
import { S3Calls } from './s3-calls.ts';
import { type S3Deadlines, usualDeadlines } from './s3-client.ts';
import { S3UrlSigner } from './s3-url-signer.ts';

const maxConcurrentDeletes = 8;

/** Under a prefix that the api can write and strangers cannot read; not an object key, so nothing else can reach it. */
const markKey = 'private/installation.json';

/** S3, R2 and every store with their protocol. */
export class S3ObjectStorage extends ObjectStorage {
  readonly #config: S3Config;
  readonly #clock: Clock;
  readonly #calls: S3Calls;
  #signer: Promise<S3UrlSigner> | null = null;

  constructor(config: S3Config, clock: Clock, deadlines: S3Deadlines = usualDeadlines) {
    super();
    this.#config = config;
    this.#clock = clock;
    this.#calls = new S3Calls(config, deadlines);
  }

  override async put(
    key: string,
    body: Buffer | FileBody,
    options: { contentType: string; visibility: ObjectVisibility },
  ): Promise<void> {
    const parsed = requireAgreement(requireObjectKey(key), options);
    const timeout = this.#calls.timeoutFor(Buffer.isBuffer(body) ? 0 : body.size);
    await this.#calls.callWithin(timeout, async ({ s3, client }, abortSignal) => {
      // No ACL: R2 and modern buckets refuse them. The bucket's policy on the key's prefix decides what is public.
      const command = new s3.PutObjectCommand({
        ...this.#location(key),
        ...contentOf(body),
        ContentType: parsed.contentType,
        ContentDisposition: dispositionOf(parsed.contentType),
        CacheControl: cachingOf(parsed),
      });
      await client.send(command, { abortSignal, requestTimeout: timeout });
    });
  }

  override async get(key: string, range?: ByteRange): Promise<ObjectWithBody | null> {
    const { contentType } = requireObjectKey(key);
    const wanted = range && { Range: `bytes=${range.start}-${range.end}` };
    return this.#calls.call(async ({ s3, client }, abortSignal) => {
      const command = new s3.GetObjectCommand({ ...this.#location(key), ...wanted });
      const { Body, ContentLength, ContentRange, LastModified } = await client.send(command, { abortSignal });
      const size = range ? Number(ContentRange?.split('/', 2)[1] ?? Number.NaN) : ContentLength;
      if (!Body || size === undefined) return null;
      // A store without support for ranges would send something else than the requested part.
      if (Number.isNaN(size)) throw new TypeError('The store sent no range');
      return { size, contentType, modifiedAt: LastModified ?? new Date(0), body: Body as Readable };
    }, null);
  }

  override async head(key: string): Promise<ObjectDescription | null> {
    const { contentType } = requireObjectKey(key);
    return this.#calls.call(async ({ s3, client }, abortSignal) => {
      const response = await client.send(new s3.HeadObjectCommand(this.#location(key)), { abortSignal });
      return { size: response.ContentLength ?? 0, contentType, modifiedAt: response.LastModified ?? new Date(0) };
    }, null);
  }

  override async delete(keys: readonly string[]): Promise<void> {
    keys.forEach(requireObjectKey);
    // One at a time: the batch call needs checksums on which compatible stores disagree.
    for (let start = 0; start < keys.length; start += maxConcurrentDeletes) {
      await Promise.all(keys.slice(start, start + maxConcurrentDeletes).map((key) => this.#deleteOne(key)));
    }
  }

  override async list(prefix: string, options: { cursor?: string; limit?: number } = {}) {
    return this.#calls.call(async ({ s3, client }, abortSignal) => {
      // Version 1 of the call pages by key instead of by an opaque token: the cursor works the same on every store.
      const command = new s3.ListObjectsCommand({
        Bucket: this.#config.bucket,
        Prefix: prefix,
        MaxKeys: Math.min(options.limit ?? 1000, 1000),
        ...(options.cursor === undefined ? {} : { Marker: options.cursor }),
      });
      const response = await client.send(command, { abortSignal });
      const listed = (response.Contents ?? []).map(({ Key, Size, LastModified }) => ({
        key: Key ?? '',
        size: Size ?? 0,
        modifiedAt: LastModified ?? new Date(0),
      }));
      const objects = listed.filter(({ key }) => key !== markKey);
      return { objects, nextCursor: response.IsTruncated ? (listed.at(-1)?.key ?? null) : null };
    });
  }

  /** A put is one request, which S3 carries out completely or not at all. */
  override removeUnfinished(): Promise<number> {
    return Promise.resolve(0);
  }

  override readMark(): Promise<string | null> {
    return this.#calls.call(async ({ s3, client }, abortSignal) => {
      const response = await client.send(new s3.GetObjectCommand(this.#location(markKey)), { abortSignal });
      return (await response.Body?.transformToString()) ?? null;
    }, null);
  }

  override async writeMark(text: string): Promise<void> {
    await this.#calls.call(({ s3, client }, abortSignal) => {
      const content = { Body: Buffer.from(text), ContentType: 'application/json', CacheControl: 'no-store' };
      return client.send(new s3.PutObjectCommand({ ...this.#location(markKey), ...content }), { abortSignal });
    });
  }

  /** Signing is local and needs no request. */
  override async signedUrl(key: string, options: SigningOptions) {
    const parsed = requireObjectKey(key);
    const expiresIn = Math.min(Math.max(1, Math.floor(options.expiresInSeconds)), maxSignedUrlSeconds);
    const signingDate = new Date(Math.floor((options.signedAt ?? this.#clock.now()).getTime() / 1000) * 1000);
    this.#signer ??= this.#calls.load().then((sdk) => S3UrlSigner.create(sdk, this.#config.bucket));
    const url = await (await this.#signer).sign(parsed, { expiresIn, signingDate });
    return { url, expiresAt: new Date(signingDate.getTime() + expiresIn * 1000) };
  }

  override publicUrl(key: string): string {
    requireObjectKey(key);
    return this.#config.publicUrl === null ? `/files/${key}` : `${this.#config.publicUrl}/${key}`;
  }

  override async isUp(): Promise<boolean> {
    try {
      const { s3, client } = await this.#calls.load();
      const abortSignal = AbortSignal.timeout(this.#calls.deadlines.probeMilliseconds);
      await client.send(new s3.HeadBucketCommand({ Bucket: this.#config.bucket }), { abortSignal });
      return true;
    } catch {
      return false;
    }
  }

  #location(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#config.bucket, Key: key };
  }

  async #deleteOne(key: string): Promise<void> {
    await this.#calls.call(
      ({ s3, client }, abortSignal) => client.send(new s3.DeleteObjectCommand(this.#location(key)), { abortSignal }),
      null,
    );
  }
}

function contentOf(body: Buffer | FileBody): { Body: Buffer | Readable; ContentLength?: number } {
  return Buffer.isBuffer(body) ? { Body: body } : { Body: createReadStream(body.path), ContentLength: body.size };
}
