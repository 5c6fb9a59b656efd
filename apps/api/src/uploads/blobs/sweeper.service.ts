import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { ObjectStorage } from '../../platform/storage/object-storage.ts';
import { StorageInstallation } from '../../platform/storage/storage-installation.ts';
import { MultipartReceiver } from '../intake/multipart-receiver.service.ts';
import { OrphanedImages } from './orphaned-images.service.ts';
import { PartialUploadsSweeper } from '../resumable/partial-uploads-sweep.service.ts';
import { staleSince } from './retention.ts';
import { type ObjectsRef, ImageBlobs } from './image-blobs.service.ts';
import { SweepPermission, type SweepRefusal } from './sweep-permission.service.ts';

export interface SweepReport {
  readonly dryRun: boolean;
  /** Uploads that never became ready within the hour. */
  readonly stalePending: number;
  /** Deleted uploads whose rows, and objects unless shared, were still there. */
  readonly deletedUploads: number;
  /** Images in the store that no upload knows. */
  readonly orphanedImages: number;
  /** Half-written files of interrupted uploads, and uploads in parts that were not finished in time. */
  readonly unfinishedFiles: number;
  /** Why nothing was removed, though it was asked for: the counts say what would have been. Null when nothing spoke against it. */
  readonly refusal: SweepRefusal | null;
  /** Things that could not be removed; the next sweep meets them again. */
  readonly failures: number;
}

const batchSize = 500;

/**
 * Finds whatever an interrupted upload or removal left behind. Every step is idempotent and takes the same lock as
 * uploads do, so any number of replicas may sweep at any time, also while users upload.
 */
@Injectable()
export class UploadsSweeper {
  constructor(
    private readonly prisma: PrismaService,
    private readonly storage: ObjectStorage,
    private readonly installation: StorageInstallation,
    private readonly permission: SweepPermission,
    private readonly images: OrphanedImages,
    private readonly objects: ImageBlobs,
    private readonly incoming: MultipartReceiver,
    private readonly partialUploads: PartialUploadsSweeper,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * With `dryRun` nothing is changed; the report says what would be. With `allowMany` a sweep that would remove a large
   * share of the store does so. @throws AppError when Postgres or the store is away.
   */
  async sweep({ dryRun, allowMany = false }: { dryRun: boolean; allowMany?: boolean }): Promise<SweepReport> {
    const { orphans, total } = await this.images.search();
    const unknownFiles = await this.partialUploads.countUnknown(new Date());
    const plan = { unknown: orphans.length + unknownFiles, total: total + unknownFiles };
    const refusal = await this.permission.refusalOf(plan, { dryRun, allowMany });
    const report = await this.carryOut(orphans, { dryRun: dryRun || refusal !== null });
    if (refusal === null && !dryRun) await this.installation.noteSweep();
    return { ...report, dryRun, refusal };
  }

  private async carryOut(
    orphans: readonly ObjectsRef[],
    options: { dryRun: boolean },
  ): Promise<Omit<SweepReport, 'refusal'>> {
    const moment = staleSince();
    const stalePending = await this.sweepPending(moment, options);
    const deleted = await this.sweepDeleted(options);
    const orphaned = await this.sweepOrphans(orphans, options);
    const expired = await this.partialUploads.removeExpired(new Date(), options);
    const unfinishedFiles =
      expired.found +
      (await this.incoming.removeOlderThan(moment, options)) +
      (await this.storage.removeUnfinished(moment, options));
    const report = {
      dryRun: options.dryRun,
      stalePending,
      deletedUploads: deleted.found,
      orphanedImages: orphaned.found,
      unfinishedFiles,
      failures: deleted.failures + orphaned.failures + expired.failures,
    };
    this.logger.info({ event: 'uploads.swept', ...report });
    return report;
  }

  private async sweepPending(moment: Date, { dryRun }: { dryRun: boolean }): Promise<number> {
    const where = { status: 'PENDING', createdAt: { lte: moment }, deletedAt: null } as const;
    if (dryRun) return this.prisma.upload.count({ where });
    return (await this.prisma.upload.updateMany({ where, data: { deletedAt: new Date() } })).count;
  }

  private async sweepDeleted({ dryRun }: { dryRun: boolean }): Promise<Outcome> {
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
      for (const row of placed) if (!(await this.reclaimed(row))) outcome.failures += 1;
      after = last.contentHash;
    }
    return outcome;
  }

  private async sweepOrphans(orphans: readonly ObjectsRef[], { dryRun }: { dryRun: boolean }): Promise<Outcome> {
    const outcome = { found: orphans.length, failures: 0 };
    for (const orphan of dryRun ? [] : orphans) if (!(await this.reclaimed(orphan))) outcome.failures += 1;
    return outcome;
  }

  private async reclaimed(objects: ObjectsRef): Promise<boolean> {
    try {
      await this.objects.collectGarbage(objects);
      return true;
    } catch (error) {
      this.logger.warn({ event: 'uploads.reclaim.failed', contentHash: objects.contentHash, reason: String(error) });
      return false;
    }
  }
}

interface Outcome {
  found: number;
  failures: number;
}
