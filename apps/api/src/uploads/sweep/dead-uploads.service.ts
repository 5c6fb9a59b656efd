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
    return (await this.prisma.upload.updateMany({ where, data: { deletedAt } })).count;
  }

  async sweepDeleted({ dryRun }: { dryRun: boolean }): Promise<SweepOutcome> {
    const where = { deletedAt: { not: null } };
    const outcome = { found: await this.prisma.upload.count({ where }), failures: 0 };
    let after = '';
    while (!dryRun) {
      const hashes = await this.prisma.upload.findMany({
        where: { ...where, contentHash: { gt: after } },
        select: { contentHash: true },
        distinct: ['contentHash'],
        orderBy: { contentHash: 'asc' },
        take: batchSize,
      });
      const last = hashes.at(-1);
      if (!last) break;
      const placed = await this.prisma.upload.findMany({
        where: { ...where, contentHash: { in: hashes.map(({ contentHash }) => contentHash) } },
        select: { servedAs: true, contentHash: true },
        distinct: ['servedAs', 'contentHash'],
      });
      for (const row of placed) if (!(await this.collectGarbage(row))) outcome.failures += 1;
      after = last.contentHash;
    }
    return outcome;
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
