import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Upload as UploadRow } from '../../generated/prisma/client.ts';
import { ObjectStorage } from '../../platform/storage/object-storage.ts';
import { type ObjectsRef, ImageBlobs } from './image-blobs.service.ts';
import { variantsOf } from './stored-variants.ts';

export interface CopiedObject {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The upload's objects are not there. */
export class ObjectsMissing extends Error {
  constructor(uploadId: string) {
    super(`The objects of upload ${uploadId} are not there`);
    this.name = 'ObjectsMissing';
  }
}

/** Brings the objects of an upload from one folder to another. They are small: an image's variants are made by us. */
@Injectable()
export class ObjectCopies {
  constructor(
    private readonly storage: ObjectStorage,
    private readonly objects: ImageBlobs,
  ) {}

  /** All variants. @throws ObjectsMissing, AppError SERVICE_UNAVAILABLE */
  async read(upload: UploadRow): Promise<CopiedObject[]> {
    const copied: CopiedObject[] = [];
    for (const { name } of variantsOf(upload)) {
      copied.push({ name, bytes: await this.readOne(upload, name) });
    }
    return copied;
  }

  /** Variants at most this wide, the largest first; the smallest where none is. */
  namesUpTo(width: number, upload: UploadRow): string[] {
    const variants = variantsOf(upload);
    const fitting = variants.filter((variant) => variant.width <= width);
    return (fitting.length > 0 ? fitting : variants.slice(0, 1)).map(({ name }) => name).toReversed();
  }

  /** @throws ObjectsMissing, AppError SERVICE_UNAVAILABLE */
  async readOne(upload: UploadRow, variant: string): Promise<Buffer> {
    const object = await this.storage.get(this.objects.keyOf(upload, variant));
    if (!object) throw new ObjectsMissing(upload.id);
    return bufferOf(object.body);
  }

  /** Under the lock of `target`. Resolves once all are stored, or rejects once none is being written any more. */
  async write(target: ObjectsRef, copied: readonly CopiedObject[]): Promise<void> {
    const visibility = target.servedAs === 'PUBLIC' ? 'public' : 'private';
    const puts = copied.map(({ name, bytes }) =>
      this.storage.put(this.objects.keyOf(target, name), bytes, { contentType: 'image/webp', visibility }),
    );
    for (const result of await Promise.allSettled(puts)) if (result.status === 'rejected') throw result.reason;
  }
}

function bufferOf(body: Buffer | Readable): Buffer | Promise<Buffer> {
  return Buffer.isBuffer(body) ? body : buffer(body);
}
