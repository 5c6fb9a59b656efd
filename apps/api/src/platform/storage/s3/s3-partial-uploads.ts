import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { S3Config } from '../../config/config.ts';
import { sizeOf } from '../disk/durable-files.ts';
import {
  isPartialUploadsId,
  PartialUploads,
  reach,
  requirePartialUploadsId,
  writeAsItComes,
} from '../partial-uploads.ts';
import { S3Calls } from './s3-calls.ts';
import { type S3Deadlines, usualDeadlines } from './s3-client.ts';

/** Prefix of parts in the bucket. The lifecycle rule removes those older than two days if the sweeper does not. */
export const partialUploadsPrefix = 'quarantine/';

/** For a store that does not report the age of a part. */
const neverOld = new Date(8.64e15);

interface Part {
  readonly id: string;
  readonly key: string;
  readonly offset: number;
  readonly size: number;
  readonly modifiedAt: Date;
}

/**
 * Each part is a separate object, `quarantine/<id>/<offset>`, so that any replica can accept the next one. Not S3's
 * multipart uploads, whose parts must have 5 MiB each, while a connection can break after any byte.
 */
export class S3PartialUploads extends PartialUploads {
  readonly #calls: S3Calls;
  readonly #spool: string;

  /** @param spool a directory for parts on their way to the store and files on their way back */
  constructor(config: S3Config, spool: string, deadlines: S3Deadlines = usualDeadlines) {
    super();
    this.#calls = new S3Calls(config, deadlines);
    this.#spool = spool;
  }

  override async size(id: string): Promise<number> {
    return endOf(await this.#partsOf(id));
  }

  override async write(id: string, offset: number, body: Readable): Promise<number> {
    const key = prefixOf(id) + String(offset).padStart(12, '0');
    return this.#withSpoolFile(async (path) => {
      // Receives the error of a broken connection; the bytes that arrived before are stored all the same.
      const broken = await spool(path, body).then(
        () => null,
        (error: unknown) => ({ error }),
      );
      const size = await reach(async () => (await sizeOf(path)) ?? 0);
      if (size > 0) await this.#put(key, path, size);
      if (broken) throw broken.error;
      return offset + size;
    });
  }

  override async withFile<Result>(id: string, use: (path: string) => Promise<Result>): Promise<Result> {
    const parts = await this.#partsOf(id);
    return this.#withSpoolFile(async (path) => {
      await (await open(path, 'wx', 0o600)).close();
      // In order, so that a part sent again replaces the end of the previous one.
      for (const part of parts) await this.#fetch(part, path);
      return use(path);
    });
  }

  override async remove(id: string): Promise<void> {
    for (const part of await this.#partsOf(id)) {
      await this.#calls.call(
        ({ s3, client }, abortSignal) =>
          client.send(new s3.DeleteObjectCommand({ Bucket: this.#calls.bucket, Key: part.key }), { abortSignal }),
        null,
      );
    }
  }

  override async listOlderThan(moment: Date): Promise<string[]> {
    const latest = new Map<string, Date>();
    for (const { id, modifiedAt } of await this.#list(partialUploadsPrefix)) {
      if (modifiedAt > (latest.get(id) ?? new Date(0))) latest.set(id, modifiedAt);
    }
    return [...latest].filter(([, modifiedAt]) => modifiedAt < moment).map(([id]) => id);
  }

  #partsOf(id: string): Promise<Part[]> {
    return this.#list(prefixOf(id));
  }

  async #list(prefix: string): Promise<Part[]> {
    const parts: Part[] = [];
    let marker: string | undefined;
    do {
      const { Contents: contents = [], IsTruncated: isTruncated } = await this.#calls.call(
        ({ s3, client }, abortSignal) =>
          client.send(
            new s3.ListObjectsCommand({
              Bucket: this.#calls.bucket,
              Prefix: prefix,
              ...(marker && { Marker: marker }),
            }),
            { abortSignal },
          ),
      );
      for (const { Key: key = '', Size: size = 0, LastModified: modifiedAt = neverOld } of contents) {
        const [, id, offset] = /^quarantine\/([0-9a-f-]{36})\/(\d{12})$/.exec(key) ?? [];
        if (id !== undefined && isPartialUploadsId(id))
          parts.push({ id, key, offset: Number(offset), size, modifiedAt });
      }
      marker = isTruncated ? contents.at(-1)?.Key : undefined;
    } while (marker !== undefined);
    return parts;
  }

  async #put(key: string, path: string, size: number): Promise<void> {
    const timeout = this.#calls.timeoutFor(size);
    await this.#calls.callWithin(timeout, ({ s3, client }, abortSignal) => {
      const content = { Body: createReadStream(path), ContentLength: size, ContentType: 'application/octet-stream' };
      const command = new s3.PutObjectCommand({ Bucket: this.#calls.bucket, Key: key, ...content });
      return client.send(command, { abortSignal, requestTimeout: timeout });
    });
  }

  async #fetch({ key, offset, size }: Part, path: string): Promise<void> {
    await this.#calls.callWithin(this.#calls.timeoutFor(size), async ({ s3, client }, signal) => {
      const command = new s3.GetObjectCommand({ Bucket: this.#calls.bucket, Key: key });
      const { Body: body } = await client.send(command, { abortSignal: signal });
      await pipeline(body as Readable, createWriteStream(path, { flags: 'r+', start: offset }), { signal });
    });
  }

  async #withSpoolFile<Result>(use: (path: string) => Promise<Result>): Promise<Result> {
    const path = join(this.#spool, randomUUID());
    await reach(() => mkdir(this.#spool, { recursive: true, mode: 0o700 }));
    try {
      return await use(path);
    } finally {
      await rm(path, { force: true });
    }
  }
}

async function spool(path: string, body: Readable): Promise<void> {
  const file = await reach(() => open(path, 'wx', 0o600));
  try {
    await writeAsItComes(file, 0, body);
  } finally {
    await file.close();
  }
}

function prefixOf(id: string): string {
  return `${partialUploadsPrefix}${requirePartialUploadsId(id)}/`;
}

/** Parts are sorted by offset; one that was sent again overlaps the previous one. */
function endOf(parts: readonly Part[]): number {
  let end = 0;
  for (const { offset, size } of parts) {
    if (offset > end) break;
    end = offset + size;
  }
  return end;
}
