import { Injectable } from '@nestjs/common';
import type { Upload } from '@pixelboxx/shared';
import type { Prisma, Upload as UploadRow, UploadVisibility } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { UserSnapshotsService } from '../../users/user-snapshots.service.ts';
import { ImageProcessor } from '../imaging/image-processor.service.ts';
import type { ProcessedImage } from '../imaging/image-pipeline.ts';
import { initialVisibilityOf } from './initial-visibility.ts';
import { ScreeningService } from '../screening/screening.service.ts';
import { AvatarPublication } from '../screening/avatar-publication.service.ts';
import { staleSince } from '../blobs/retention.ts';
import { StorageQuotaService } from './storage-quota.service.ts';
import { ImageBlobs } from '../blobs/image-blobs.service.ts';
import { UploadUrls } from './upload-urls.service.ts';
import { UploadRemoval } from './upload-removal.service.ts';

type NewUpload = Pick<UploadRow, 'userId' | 'kind' | 'visibility'>;

/** Work for the transaction that makes an upload ready, given the upload as its owner will see it. */
export type WhenReady = (tx: Prisma.TransactionClient, upload: Upload) => Promise<void>;

/**
 * An upload is a row and objects: the row is PENDING before the first object and READY after the last. Whatever is
 * interrupted leaves a PENDING row, a deleted row or an object without a row, each of which the sweeper finds.
 */
@Injectable()
export class UploadsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly objects: ImageBlobs,
    private readonly images: ImageProcessor,
    private readonly quota: StorageQuotaService,
    private readonly addresses: UploadUrls,
    private readonly removal: UploadRemoval,
    private readonly avatar: AvatarPublication,
    private readonly screening: ScreeningService,
    private readonly snapshots: UserSnapshotsService,
    private readonly events: EventOutbox,
    @InjectConfig() private readonly config: Config,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** To be asked before a body is read. @throws AppError QUOTA_EXCEEDED when not even a byte more would fit. */
  assertRoom(userId: string): Promise<void> {
    return this.quota.assertRoom(userId);
  }

  /**
   * Adds the image in the file to the user's gallery.
   * @throws AppError as `processImage` does; `QUOTA_EXCEEDED`; `SERVICE_UNAVAILABLE` when it cannot be stored.
   */
  async createImage(
    userId: string,
    path: string,
    visibility: UploadVisibility,
    whenReady: WhenReady = nothingMore,
  ): Promise<Upload> {
    const image = await this.images.process(path, 'image');
    const pending = await this.insertPending({ userId, kind: 'IMAGE', visibility }, image);
    return this.store(pending, image, (tx) => this.makeReady(tx, pending, whenReady));
  }

  /**
   * Makes the image in the file the user's avatar and removes the one before; where images have to be approved
   * first, both happen then.
   * @throws AppError as `processImage` does; `SERVICE_UNAVAILABLE` when it cannot be stored.
   */
  async createAvatar(userId: string, path: string, whenReady: WhenReady = nothingMore): Promise<Upload> {
    const image = await this.images.process(path, 'avatar');
    const pending = await this.insertPending({ userId, kind: 'AVATAR', visibility: 'PUBLIC' }, image);
    const { upload, replaced } = await this.store(pending, image, async (tx) => {
      // Locks the user's row, so of two avatars at once the later one replaces the earlier one.
      const replaced = await this.avatar.choose(tx, pending);
      return { upload: await this.makeReady(tx, pending, whenReady), replaced };
    });
    await this.snapshots.invalidate(userId);
    await this.removal.collectGarbageQuietly(replaced);
    return upload;
  }

  private insertPending(upload: NewUpload, image: ProcessedImage): Promise<UploadRow> {
    const { width, height, thumbhash, dominantColor, contentHash } = image;
    const variants = image.variants.map(({ bytes, ...variant }) => ({ ...variant, bytes: bytes.length }));
    const bytes = variants.reduce((sum, variant) => sum + variant.bytes, 0);
    const initialVisibility = initialVisibilityOf(upload.visibility, this.config);
    return this.prisma.$transaction(async (tx) => {
      if (upload.kind === 'IMAGE') await this.quota.reserve(tx, upload.userId, bytes);
      await this.objects.lock(tx, { servedAs: initialVisibility.servedAs, contentHash });
      return tx.upload.create({
        data: {
          ...upload,
          ...initialVisibility,
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

  private async store<Result>(
    pending: UploadRow,
    image: ProcessedImage,
    promote: (tx: Prisma.TransactionClient) => Promise<Result>,
  ): Promise<Result> {
    try {
      await this.objects.put(pending, image);
      return await this.prisma.$transaction(promote);
    } catch (error) {
      await this.discard(pending);
      throw error;
    }
  }

  private async makeReady(tx: Prisma.TransactionClient, pending: UploadRow, whenReady: WhenReady): Promise<Upload> {
    const { id, userId } = pending;
    if (!(await tx.user.findUnique({ where: { id: userId }, select: { id: true } })))
      throw new AppError('UNAUTHENTICATED');
    const { count } = await tx.upload.updateMany({
      // What the sweeper may have taken for dead meanwhile, and whose room was given to others, stays dead.
      where: { id, status: 'PENDING', deletedAt: null, createdAt: { gt: staleSince() } },
      data: { status: 'READY' },
    });
    if (count === 0) throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 1 } });
    await this.events.publish(tx, { subject: 'upload.ready', aggregateId: userId, data: { userId, uploadId: id } });
    if (pending.screening === 'PENDING') await this.screening.request(tx, id);
    const upload = await this.addresses.viewOf({ ...pending, status: 'READY' });
    await whenReady(tx, upload);
    return upload;
  }

  /** Only marks the row: a store that is in trouble is not asked again while the user waits. */
  private async discard({ id }: UploadRow): Promise<void> {
    try {
      // A transaction whose commit was not heard of may have succeeded: what is ready stays.
      const where = { id, status: 'PENDING', deletedAt: null } as const;
      await this.prisma.upload.updateMany({ where, data: { deletedAt: new Date() } });
    } catch (error) {
      this.logger.warn({ event: 'uploads.discard.failed', uploadId: id, reason: String(error) });
    }
  }
}

const nothingMore: WhenReady = () => Promise.resolve();
