import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { PartialUploads } from '../../platform/storage/partial-uploads.ts';
import { PersonalDataService } from '../../users/index.ts';
import { type ExpiredUpload, lifetimeMs, ResumableUploadsStore } from './resumable-uploads.store.ts';
import { UploadLock } from './upload-lock.service.ts';

const batchSize = 200;

export interface PartialUploadsSweep {
  /** Resumable uploads that were not finished in time, and bytes in partial uploads that belong to none. */
  readonly found: number;
  /** Those of them that could not be removed; the next sweep tries again. */
  readonly failures: number;
}

/** Removes useless partial uploads: after their expiry, after their owner left, and after a crash. */
@Injectable()
export class PartialUploadsSweeper implements OnModuleInit {
  constructor(
    private readonly rows: ResumableUploadsStore,
    private readonly locks: UploadLock,
    private readonly partialUploads: PartialUploads,
    private readonly personalData: PersonalDataService,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.personalData.register({
      // Files that are still arriving are not images yet.
      exportTo: () => Promise.resolve(),
      purge: (userId) => this.removeAllOf(userId),
    });
  }

  /** @throws AppError if Postgres or the store is down. */
  async removeExpired(options: { dryRun: boolean }): Promise<PartialUploadsSweep> {
    const now = this.clock.now();
    const expired = await this.sweepExpired(now, options);
    const unknown = await this.sweepUnknown(await this.unknownIds(now), options);
    return { found: expired.found + unknown.found, failures: expired.failures + unknown.failures };
  }

  /** Files in partial uploads that belong to no upload and would be removed. @throws AppError if either store is down. */
  async countUnknown(): Promise<number> {
    return (await this.unknownIds(this.clock.now())).length;
  }

  /** Everything that the user began and did not finish. */
  async removeAllOf(userId: string): Promise<void> {
    for (const id of await this.rows.idsOf(userId)) {
      await this.partialUploads.remove(id);
      await this.rows.remove(id);
    }
  }

  private async sweepExpired(now: Date, { dryRun }: { dryRun: boolean }): Promise<PartialUploadsSweep> {
    const found = await this.rows.countUnfinishedBefore(now);
    let failures = 0;
    let after: ExpiredUpload | null = null;
    while (!dryRun) {
      const expired: ExpiredUpload[] = await this.rows.expiredBefore(now, after, batchSize);
      for (const { id } of expired) if (!(await this.removed(id))) failures += 1;
      after = expired.at(-1) ?? null;
      if (expired.length < batchSize) break;
    }
    return { found, failures };
  }

  private async unknownIds(now: Date): Promise<string[]> {
    const old = await this.partialUploads.listOlderThan(new Date(now.getTime() - lifetimeMs));
    return this.rows.unknownAmong(old);
  }

  private async sweepUnknown(ids: readonly string[], { dryRun }: { dryRun: boolean }): Promise<PartialUploadsSweep> {
    let failures = 0;
    for (const id of dryRun ? [] : ids) if (!(await this.removed(id))) failures += 1;
    return { found: ids.length, failures };
  }

  private async removed(id: string): Promise<boolean> {
    try {
      await this.locks.hold(id, async () => {
        await this.partialUploads.remove(id);
        await this.rows.remove(id);
      });
      return true;
    } catch (error) {
      this.logger.warn({ event: 'uploads.quarantine.remove.failed', reason: String(error) });
      return false;
    }
  }
}
