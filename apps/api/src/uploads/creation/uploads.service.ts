import { Injectable } from '@nestjs/common';
import type { Upload } from '@pixelboxx/shared';
import type { UploadVisibility } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { UserSnapshotsService } from '../../users/index.ts';
import { ImageProcessor } from '../imaging/index.ts';
import { UploadRemoval } from '../library/index.ts';
import { AvatarPublication } from '../screening/index.ts';
import { PendingUploads } from './pending-uploads.service.ts';
import { type BesidesUpload, UploadPromotion } from './upload-promotion.service.ts';

/** Turns files into uploads: processed, inserted, stored, made ready. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly images: ImageProcessor,
    private readonly pending: PendingUploads,
    private readonly promotion: UploadPromotion,
    private readonly avatar: AvatarPublication,
    private readonly snapshots: UserSnapshotsService,
    private readonly removal: UploadRemoval,
  ) {}

  /**
   * Adds the image in the file to the user's gallery.
   * @throws AppError as `processImage` does; `QUOTA_EXCEEDED`; `SERVICE_UNAVAILABLE` if it cannot be stored.
   */
  async createImage(
    userId: string,
    path: string,
    visibility: UploadVisibility,
    besides: BesidesUpload = {},
  ): Promise<Upload> {
    const image = await this.images.process(path, 'image');
    const pending = await this.pending.insert({ userId, kind: 'IMAGE', visibility }, image);
    return this.pending.store(pending, image, () => this.promotion.promote(pending, besides));
  }

  /**
   * Makes the image in the file the user's avatar and removes the previous one; if images have to be approved
   * first, both happen after the approval.
   * @throws AppError as `processImage` does; `SERVICE_UNAVAILABLE` if it cannot be stored.
   */
  async createAvatar(userId: string, path: string, besides: BesidesUpload = {}): Promise<Upload> {
    const image = await this.images.process(path, 'avatar');
    const pending = await this.pending.insert({ userId, kind: 'AVATAR', visibility: 'PUBLIC' }, image);
    const { upload, replaced } = await this.pending.store(pending, image, () =>
      this.prisma.$transaction(async (tx) => {
        // Locks the user's row, so that of two concurrent avatars the later one replaces the earlier one.
        const replaced = await this.avatar.choose(tx, pending);
        return { upload: await this.promotion.makeReady(tx, pending, besides), replaced };
      }),
    );
    await this.snapshots.invalidate(userId);
    await this.removal.collectGarbageQuietly(replaced);
    return upload;
  }
}
