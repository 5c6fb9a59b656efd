import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { ImageBlobs, type ObjectsRef, staleSince } from '../blobs/index.ts';

export interface SweepOutcome {
  found: number;
  failures: number;
}

const batchSize = 500;

/** Rows and objects that interrupted uploads and removals left behind. */
@Injectable()
export class DeadUploads {
  constructor(
    private readonly prisma: PrismaService,
    private readonly objects: ImageBlobs,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** Uploads that never became ready. @returns how many */
  async sweepPending({ dryRun }: { dryRun: boolean }): Promise<number> {
    const deletedAt = this.clock.now();
    const where = { status: 'PENDING', createdAt: { lte: staleSince(deletedAt) }, deletedAt: null } as const;
    if (dryRun) return this.prisma.upload.count({ where });
    for (let found = 0; ;) {
      const { count } = await this.prisma.upload.updateMany({ where, data: { deletedAt }, limit: batchSize });
      found += count;
      if (count < batchSize) return found;
    }
  }

  async sweepDeleted({ dryRun }: { dryRun: boolean }): Promise<SweepOutcome> {
    const outcome = { found: await this.prisma.upload.count({ where: { deletedAt: { not: null } } }), failures: 0 };
    let after: ObjectsRef | undefined;
    while (!dryRun) {
      const batch = await this.deletedAfter(after);
      for (const objects of batch) if (!(await this.collectGarbage(objects))) outcome.failures += 1;
      after = batch.at(-1);
      if (batch.length < batchSize) break;
    }
    return outcome;
  }

  /** Each image once, in the order of the index `uploads_deleted_idx`. */
  private deletedAfter(
    { contentHash, storageVisibility }: ObjectsRef = { contentHash: '', storageVisibility: 'PUBLIC' },
  ): Promise<ObjectsRef[]> {
    return this.prisma.$queryRaw<ObjectsRef[]>`
      SELECT DISTINCT content_hash AS "contentHash", served_as AS "storageVisibility" FROM uploads
       WHERE deleted_at IS NOT NULL AND (content_hash, served_as) > (${contentHash}, ${storageVisibility}::"UploadVisibility")
       ORDER BY content_hash, served_as LIMIT ${batchSize}`;
  }

  async sweepOrphans(orphans: readonly ObjectsRef[], { dryRun }: { dryRun: boolean }): Promise<SweepOutcome> {
    const outcome = { found: orphans.length, failures: 0 };
    for (const orphan of dryRun ? [] : orphans) if (!(await this.collectGarbage(orphan))) outcome.failures += 1;
    return outcome;
  }

  private async collectGarbage(objects: ObjectsRef): Promise<boolean> {
    try {
      await this.objects.collectGarbage(objects);
      return true;
    } catch (error) {
      this.logger.warn({ event: 'uploads.reclaim.failed', contentHash: objects.contentHash, reason: String(error) });
      return false;
    }
  }
}
