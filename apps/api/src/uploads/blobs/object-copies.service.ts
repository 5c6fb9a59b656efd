import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Upload as UploadRow } from '../../generated/prisma/client.ts';
import { ObjectStorage } from '../../platform/storage/object-storage.ts';
import { ImageBlobs, type NamedBytes } from './image-blobs.service.ts';
import { variantsOf } from './stored-variants.ts';

/** The upload's objects do not exist. */
export class ObjectsMissing extends Error {
  constructor(uploadId: string) {
    super(`The objects of upload ${uploadId} are not there`);
    this.name = 'ObjectsMissing';
  }
}

/** Reads the objects of an upload, to be put elsewhere. They are small, because we create an image's variants. */
@Injectable()
export class ObjectCopies {
  constructor(
    private readonly storage: ObjectStorage,
    private readonly objects: ImageBlobs,
  ) {}

  /** All variants. @throws ObjectsMissing, AppError SERVICE_UNAVAILABLE */
  async read(upload: UploadRow): Promise<NamedBytes[]> {
    const copied: NamedBytes[] = [];
    for (const { name } of variantsOf(upload)) {
      copied.push({ name, bytes: await this.readOne(upload, name) });
    }
    return copied;
  }

  /** Variants up to this width, the largest first; the smallest one if all are wider. */
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
}

function bufferOf(body: Buffer | Readable): Buffer | Promise<Buffer> {
  return Buffer.isBuffer(body) ? body : buffer(body);
}
