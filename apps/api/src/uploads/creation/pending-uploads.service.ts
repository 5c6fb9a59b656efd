import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { Prisma, Upload as UploadRow, UploadScreening, UploadVisibility } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { ImageBlobs } from '../blobs/index.ts';
import type { ProcessedImage } from '../imaging/index.ts';
import { StorageQuotaService } from '../library/index.ts';

type NewUpload = Pick<UploadRow, 'userId' | 'kind' | 'visibility'>;

/**
 * An upload is a row and objects: the row is PENDING before the first object and READY after the last. Whatever is
 * interrupted leaves a PENDING row, a deleted row or an object without a row, each of which the sweeper finds.
 */
@Injectable()
export class PendingUploads {
  constructor(
    private readonly prisma: PrismaService,
    private readonly objects: ImageBlobs,
    private readonly quota: StorageQuotaService,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: Config,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** @throws AppError QUOTA_EXCEEDED. */
  insert(upload: NewUpload, image: ProcessedImage): Promise<UploadRow> {
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

  /** Stores the objects, and then lets `promote` make the row ready. @throws AppError SERVICE_UNAVAILABLE; as `promote` does. */
  async store<Result>(
    pending: UploadRow,
    image: ProcessedImage,
    promote: (tx: Prisma.TransactionClient) => Promise<Result>,
  ): Promise<Result> {
    try {
      await this.objects.put(pending, image.variants);
      return await this.prisma.$transaction(promote);
    } catch (error) {
      await this.discard(pending);
      throw error;
    }
  }

  /** Only marks the row: a store that is in trouble is not asked again while the user waits. */
  private async discard({ id }: UploadRow): Promise<void> {
    try {
      // A transaction whose commit was not heard of may have succeeded: what is ready stays.
      const where = { id, status: 'PENDING', deletedAt: null } as const;
      await this.prisma.upload.updateMany({ where, data: { deletedAt: this.clock.now() } });
    } catch (error) {
      this.logger.warn({ event: 'uploads.discard.failed', uploadId: id, reason: String(error) });
    }
  }
}

interface InitialVisibility {
  /** Where the objects lie. */
  readonly servedAs: UploadVisibility;
  readonly screening: UploadScreening;
}

/** How a new image begins: held back from others until it was screened, where that is required. */
function initialVisibilityOf(
  visibility: UploadVisibility,
  config: Pick<Config, 'aiService' | 'screening'>,
): InitialVisibility {
  const screening = config.aiService ? 'PENDING' : 'SKIPPED';
  const isHeldBack = screening === 'PENDING' && config.screening === 'required';
  return { screening, servedAs: isHeldBack ? 'PRIVATE' : visibility };
}
