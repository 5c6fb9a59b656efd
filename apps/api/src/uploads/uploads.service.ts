import { Injectable } from '@nestjs/common';
import type { CurrentUser, Upload } from '@pixelboxx/shared';
import type { Upload as UploadRow } from '../generated/prisma/client.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { EventOutbox } from '../platform/events/event-outbox.ts';
import { InjectLogger, type Logger } from '../platform/observability/logger.ts';
import { ObjectStorage } from '../platform/storage/object-storage.ts';
import { UserSnapshotsService } from '../users/user-snapshots.service.ts';
import { UsersService } from '../users/users.service.ts';
import { ImageProcessor } from './image-processor.service.ts';
import type { ProcessedImage } from './image-pipeline.ts';
import { type ObjectsRef, StoredObjects } from './stored-objects.service.ts';
import { uploadOf } from './upload-view.ts';

/**
 * An upload is a row and objects: the row is PENDING before the first object and READY after the last. Whatever is
 * interrupted leaves a PENDING row, a deleted row or an object without a row, each of which the sweeper finds.
 */
@Injectable()
export class UploadsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly storage: ObjectStorage,
    private readonly objects: StoredObjects,
    private readonly images: ImageProcessor,
    private readonly users: UsersService,
    private readonly snapshots: UserSnapshotsService,
    private readonly events: EventOutbox,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * Makes the picture in the file the person's avatar and removes the one before.
   * @throws AppError as `processImage` does; `SERVICE_UNAVAILABLE` when it cannot be stored.
   */
  async createAvatar(userId: string, path: string): Promise<Upload> {
    const image = await this.images.process(path, 'avatar');
    const pending = await this.insertPending(userId, image);
    let replaced: ObjectsRef[];
    try {
      await this.objects.put(pending, image);
      replaced = await this.promoteAvatar(pending);
    } catch (error) {
      await this.discard(pending);
      throw error;
    }
    await this.snapshots.invalidate(userId);
    await this.reclaimQuietly(replaced);
    return uploadOf({ ...pending, status: 'READY' }, (variant) => this.urlOf(pending, variant));
  }

  /** Also right when there is none. */
  async removeAvatar(userId: string): Promise<CurrentUser> {
    const { user, removed } = await this.prisma.$transaction(async (tx) => {
      const user = await this.users.setAvatar(tx, userId, null);
      const where = { userId, kind: 'AVATAR', status: 'READY', deletedAt: null } as const;
      const removed = await tx.upload.updateManyAndReturn({ where, data: { deletedAt: new Date() } });
      return { user, removed };
    });
    await this.snapshots.invalidate(userId);
    await this.reclaimQuietly(removed);
    return user;
  }

  /** Everything a person ever uploaded, unfinished uploads included. For when they leave. */
  async removeAllOf(userId: string): Promise<void> {
    const removed = await this.prisma.upload.updateManyAndReturn({
      where: { userId, deletedAt: null },
      data: { deletedAt: new Date() },
    });
    await this.reclaimQuietly(removed);
  }

  private insertPending(userId: string, image: ProcessedImage): Promise<UploadRow> {
    const { width, height, thumbhash, dominantColor, contentHash } = image;
    const variants = image.variants.map(({ bytes, ...variant }) => ({ ...variant, bytes: bytes.length }));
    const bytes = variants.reduce((sum, variant) => sum + variant.bytes, 0);
    return this.prisma.$transaction(async (tx) => {
      await this.objects.lock(tx, { servedAs: 'PUBLIC', contentHash });
      return tx.upload.create({
        data: {
          userId,
          kind: 'AVATAR',
          visibility: 'PUBLIC',
          servedAs: 'PUBLIC',
          contentHash,
          width,
          height,
          bytes,
          thumbhash,
          dominantColor,
          variants,
        },
      });
    });
  }

  /** The user's row is locked first, so of two avatars at once the later one replaces the earlier one. */
  private promoteAvatar(pending: UploadRow): Promise<ObjectsRef[]> {
    const { id, userId } = pending;
    return this.prisma.$transaction(async (tx) => {
      await this.users.setAvatar(tx, userId, this.urlOf(pending, '256'));
      if (!(await tx.user.findUnique({ where: { id: userId }, select: { id: true } })))
        throw new AppError('UNAUTHENTICATED');
      const live = { userId, kind: 'AVATAR', deletedAt: null } as const;
      const ready = await tx.upload.updateMany({
        where: { ...live, id, status: 'PENDING' },
        data: { status: 'READY' },
      });
      if (ready.count === 0) throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 1 } });
      await this.events.publish(tx, { subject: 'upload.ready', aggregateId: userId, data: { userId, uploadId: id } });
      return tx.upload.updateManyAndReturn({
        where: { ...live, id: { not: id }, status: 'READY' },
        data: { deletedAt: new Date() },
      });
    });
  }

  /** Only marks the row: a store that is in trouble is not asked again while the person waits. */
  private async discard({ id }: UploadRow): Promise<void> {
    try {
      await this.prisma.upload.updateMany({ where: { id, deletedAt: null }, data: { deletedAt: new Date() } });
    } catch (error) {
      this.logger.warn({ event: 'uploads.discard.failed', uploadId: id, reason: String(error) });
    }
  }

  /** What cannot be removed now is removed by the sweeper; the person's wish is met either way. */
  private async reclaimQuietly(objects: readonly ObjectsRef[]): Promise<void> {
    for (const ref of objects) {
      try {
        await this.objects.reclaim(ref);
      } catch (error) {
        this.logger.warn({ event: 'uploads.reclaim.failed', contentHash: ref.contentHash, reason: String(error) });
      }
    }
  }

  private urlOf(objects: ObjectsRef, variant: string): string {
    return this.storage.publicUrl(this.objects.keyOf(objects, variant));
  }
}
