import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import {
  Prisma,
  type Upload as UploadRow,
  type UploadScreening,
  type UploadVisibility,
} from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { uuidv7 } from '../../platform/identifiers.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { ImageBlobs } from '../blobs/index.ts';
import type { ProcessedImage } from '../imaging/index.ts';
import { StorageQuotaService } from '../library/index.ts';

/** The initial values of fields that nobody has set yet. */
const blank = {
  status: 'PENDING',
  caption: null,
  altText: null,
  version: 1,
  scores: null,
  screenedAt: null,
  reviewedAt: null,
  reviewedById: null,
  deletedAt: null,
} as const;

type NewUpload = Pick<UploadRow, 'userId' | 'kind' | 'visibility'>;

/**
 * An upload is a row and objects: the row is PENDING before the first object and READY after the last. Any interruption
 * leaves a PENDING row, a deleted row or an object without a row, each of which the sweeper finds.
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

  /** One statement, whose locks end with it. @throws AppError QUOTA_EXCEEDED. */
  async insert(upload: NewUpload, image: ProcessedImage): Promise<UploadRow> {
    const row = this.rowOf(upload, image);
    const { id, userId, kind, visibility, storageVisibility, contentHash, width, height, bytes } = row;
    const { thumbhash, dominantColor, variants, screening } = row;
    const isCounted = kind === 'IMAGE';
    const [outcome] = await this.prisma.$queryRaw<[{ bytes: bigint; count: bigint; createdAt: Date | null }]>`
      WITH taken AS MATERIALIZED (${isCounted ? this.quota.taken(userId) : Prisma.sql`SELECT 0 AS bytes, 0 AS count`}),
           locked AS MATERIALIZED (
             SELECT ${this.objects.locked({ storageVisibility, contentHash })}
               FROM taken WHERE ${isCounted ? this.quota.hasRoom(bytes) : Prisma.sql`TRUE`}),
           inserted AS (
             INSERT INTO uploads (id, user_id, kind, visibility, served_as, content_hash, width, height, bytes, thumbhash,
                                  dominant_color, variants, screening, updated_at)
             SELECT ${id}::uuid, ${userId}::uuid, ${kind}::"UploadKind", ${visibility}::"UploadVisibility",
                    ${storageVisibility}::"UploadVisibility", ${contentHash}, ${width}::int, ${height}::int, ${bytes}::int, ${thumbhash},
                    ${dominantColor}, ${JSON.stringify(variants)}::jsonb, ${screening}::"UploadScreening", now() FROM locked
             RETURNING created_at)
      SELECT taken.bytes::bigint, taken.count::bigint, inserted.created_at AS "createdAt" FROM taken LEFT JOIN inserted ON TRUE`;
    if (outcome.createdAt) return { ...row, createdAt: outcome.createdAt, updatedAt: outcome.createdAt };
    this.quota.requireRoom({ bytes: Number(outcome.bytes), count: Number(outcome.count) }, bytes);
    throw new Error('The upload was not inserted although the quota allows it');
  }

  private rowOf(upload: NewUpload, image: ProcessedImage): Omit<UploadRow, 'createdAt' | 'updatedAt'> {
    const { width, height, thumbhash, dominantColor, contentHash } = image;
    const variants = image.variants.map(({ bytes, ...variant }) => ({ ...variant, bytes: bytes.length }));
    const bytes = variants.reduce((sum, variant) => sum + variant.bytes, 0);
    const facts = { contentHash, width, height, bytes, thumbhash, dominantColor, variants };
    return { ...blank, id: uuidv7(), ...upload, ...initialVisibilityOf(upload.visibility, this.config), ...facts };
  }

  /** Stores the objects, and then lets `promote` make the row ready. @throws AppError SERVICE_UNAVAILABLE; as `promote` does. */
  async store<Result>(pending: UploadRow, image: ProcessedImage, promote: () => Promise<Result>): Promise<Result> {
    try {
      await this.objects.put(pending, image.variants);
      return await promote();
    } catch (error) {
      await this.discard(pending);
      throw error;
    }
  }

  /** Only marks the row: a store with problems gets no more requests while the user waits. */
  private async discard({ id }: UploadRow): Promise<void> {
    try {
      // A statement or commit without a response may have succeeded: a ready row stays.
      const where = { id, status: 'PENDING', deletedAt: null } as const;
      await this.prisma.upload.updateMany({ where, data: { deletedAt: this.clock.now() } });
    } catch (error) {
      this.logger.warn({ event: 'uploads.discard.failed', uploadId: id, reason: String(error) });
    }
  }
}

interface InitialVisibility {
  /** Where the objects are stored. */
  readonly storageVisibility: UploadVisibility;
  readonly screening: UploadScreening;
}

/** The initial visibility of an image: hidden from others until it is screened, if screening is required. */
function initialVisibilityOf(
  visibility: UploadVisibility,
  config: Pick<Config, 'aiService' | 'screening'>,
): InitialVisibility {
  const screening = config.aiService ? 'PENDING' : 'SKIPPED';
  const isHeldBack = screening === 'PENDING' && config.screening === 'required';
  return { screening, storageVisibility: isHeldBack ? 'PRIVATE' : visibility };
}
