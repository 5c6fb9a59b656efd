import { Injectable } from '@nestjs/common';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { StorageInstallation } from '../../platform/storage/storage-installation.ts';
import { DeadUploads } from './dead-uploads.service.ts';
import { OrphanedImages } from './orphaned-images.service.ts';
import { PartialUploadsSweeper } from '../resumable/index.ts';
import type { ObjectsRef } from '../blobs/index.ts';
import { SweepPermission, type SweepRefusal } from './sweep-permission.service.ts';
import { UnfinishedFiles } from './unfinished-files.service.ts';

export interface SweepReport {
  readonly dryRun: boolean;
  /** Uploads that did not become ready within the hour. */
  readonly stalePending: number;
  /** Deleted uploads whose rows, and objects unless shared, still existed. */
  readonly deletedUploads: number;
  /** Images in the store that belong to no upload. */
  readonly orphanedImages: number;
  /** Half-written files of interrupted uploads, and resumable uploads that were not finished in time. */
  readonly unfinishedFiles: number;
  /** Why nothing was removed although requested: the counts say what would have been. Null if there was no objection. */
  readonly refusal: SweepRefusal | null;
  /** Things that could not be removed; the next sweep tries again. */
  readonly failures: number;
}

/**
 * Finds everything that an interrupted upload or removal left behind. Every step is idempotent and takes the same lock as uploads
 * do, so any number of replicas can sweep at any time, also while users upload.
 */
@Injectable()
export class UploadsSweeper {
  constructor(
    private readonly installation: StorageInstallation,
    private readonly permission: SweepPermission,
    private readonly images: OrphanedImages,
    private readonly dead: DeadUploads,
    private readonly unfinished: UnfinishedFiles,
    private readonly partialUploads: PartialUploadsSweeper,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * With `dryRun` nothing is changed; the report says what would be. With `allowMany` a sweep may remove a large share of the
   * store. @throws AppError if Postgres or the store is down.
   */
  async sweep({ dryRun, allowMany = false }: { dryRun: boolean; allowMany?: boolean }): Promise<SweepReport> {
    const { orphans, total } = await this.images.search();
    const unknownFiles = await this.partialUploads.countUnknown();
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
    const stalePending = await this.dead.sweepPending(options);
    const deleted = await this.dead.sweepDeleted(options);
    const orphaned = await this.dead.sweepOrphans(orphans, options);
    const expired = await this.partialUploads.removeExpired(options);
    const unfinishedFiles = expired.found + (await this.unfinished.remove(options));
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
}
