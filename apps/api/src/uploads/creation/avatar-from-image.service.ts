import { Injectable } from '@nestjs/common';
import type { Upload } from '@pixelboxx/shared';
import { AppError } from '../../platform/errors/app-error.ts';
import { ObjectCopies, ObjectsMissing, variantsOf } from '../blobs/index.ts';
import { FileCollector } from '../intake/index.ts';
import { OwnUploads } from '../library/index.ts';
import type { BesidesUpload } from './upload-promotion.service.ts';
import { UploadsService } from './uploads.service.ts';

/** Objects that are not where the row said were moved meanwhile; the next attempt finds them. */
const attempts = 3;

/** Creates an avatar from an image that its owner has uploaded before. */
@Injectable()
export class AvatarFromImage {
  constructor(
    private readonly own: OwnUploads,
    private readonly copies: ObjectCopies,
    private readonly collector: FileCollector,
    private readonly uploads: UploadsService,
  ) {}

  /**
   * From the largest variant, by the same steps as every avatar; the image does not change, so a private one stays
   * private.
   * @throws AppError NOT_FOUND if it is not theirs, not an image or not ready; FORBIDDEN if it is held back; as
   *   `UploadsService.createAvatar` does
   */
  async create(userId: string, id: string, besides: BesidesUpload): Promise<Upload> {
    const file = await this.collector.keep(await this.read(userId, id));
    try {
      return await this.uploads.createAvatar(userId, file.path, besides);
    } finally {
      await file.remove();
    }
  }

  private async read(userId: string, id: string): Promise<Buffer> {
    for (let attempt = 1; ; attempt += 1) {
      const image = await this.own.require(userId, id);
      if (image.kind !== 'IMAGE') throw new AppError('NOT_FOUND');
      if (image.screening === 'FLAGGED') throw new AppError('FORBIDDEN', { message: 'This picture is held back.' });
      const largest = variantsOf(image).at(-1);
      if (!largest) throw new AppError('NOT_FOUND');
      try {
        return await this.copies.readOne(image, largest.name);
      } catch (error) {
        if (attempt === attempts || !(error instanceof ObjectsMissing)) throw error;
      }
    }
  }
}
