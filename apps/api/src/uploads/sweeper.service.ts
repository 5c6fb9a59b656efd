import { Injectable } from '@nestjs/common';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { InjectLogger, type Logger } from '../platform/observability/logger.ts';
import { parseObjectKey } from '../platform/storage/object-key.ts';
import { ObjectStorage } from '../platform/storage/object-storage.ts';
import { IncomingFiles } from './incoming-files.service.ts';
import { QuarantineSweeper } from './resumable/quarantine-sweep.service.ts';
import { staleSince } from './staleness.ts';
import { type ObjectsRef, StoredObjects } from './stored-objects.service.ts';

export interface SweepReport {
  readonly dryRun: boolean;
  /** Uploads that never became ready within the hour. */
  readonly stalePending: number;
  /** Deleted uploads whose rows, and objects unless shared, were still there. */
  readonly deletedUploads: number;
  /** Pictures in the store that no upload knows. */
  readonly orphanedPictures: number;
  /** Half-written files of interrupted uploads, and uploads in parts that were not finished in time. */
  readonly unfinishedFiles: number;
  /** Things that could not be removed; the next sweep meets them again. */
  readonly failures: number;
}

const batchSize = 500;

/**
 * Finds whatever an interrupted upload or removal left behind. Every step is idempotent and takes the same lock as
 * uploads do, so any number of replicas may sweep at any time, also while people upload.
 */
@Injectable()
export class UploadsSweeper {
  constructor(
    private readonly prisma: PrismaService,
    private readonly storage: ObjectStorage,
    private readonly objects: StoredObjects,
    private readonly incoming: IncomingFiles,
    private readonly quarantine: QuarantineSweeper,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** With `dryRun` nothing is changed; the report says what would be. @throws AppError when Postgres or the store is away. */
  async sweep(options: { dryRun: boolean }): Promise<SweepReport> {
    const moment = staleSince();
    const stalePending = await this.sweepPending(moment, options);
    const deleted = await this.sweepDeleted(options);
    const orphaned = await this.sweepOrphans(options);
    const expired = await this.quarantine.removeExpired(new Date(), options);
    const unfinishedFiles =
      expired.found +
      (await this.incoming.removeOlderThan(moment, options)) +
      (await this.storage.removeUnfinished(moment, options));
    const report = {
      dryRun: options.dryRun,
      stalePending,
      deletedUploads: deleted.found,
      orphanedPictures: orphaned.found,
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

  private async sweepOrphans({ dryRun }: { dryRun: boolean }): Promise<Outcome> {
    const outcome = { found: 0, failures: 0 };
    let last = '';
    let cursor: string | null = null;
    do {
      const page = await this.storage.list('', cursor === null ? {} : { cursor });
      const pictures = picturesOf(page.objects.map(({ key }) => key)).filter((ref) => idOf(ref) !== last);
      last = idOf(pictures.at(-1)) || last;
      for (const orphan of await this.unknown(pictures)) {
        outcome.found += 1;
        if (!dryRun && !(await this.reclaimed(orphan))) outcome.failures += 1;
      }
      cursor = page.nextCursor;
    } while (cursor !== null);
    return outcome;
  }

  private async unknown(pictures: readonly ObjectsRef[]): Promise<ObjectsRef[]> {
    const rows = await this.prisma.upload.findMany({
      where: { contentHash: { in: pictures.map(({ contentHash }) => contentHash) } },
      select: { servedAs: true, contentHash: true },
    });
    const known = new Set(rows.map(idOf));
    return pictures.filter((picture) => !known.has(idOf(picture)));
  }

  private async reclaimed(objects: ObjectsRef): Promise<boolean> {
    try {
      await this.objects.reclaim(objects);
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

function idOf(objects: ObjectsRef | undefined): string {
  return objects ? `${objects.servedAs}/${objects.contentHash}` : '';
}

/** Each picture once. Keys that are not ours, in a bucket shared with others, and other features' files are left alone. */
function picturesOf(keys: readonly string[]): ObjectsRef[] {
  const pictures = new Map<string, ObjectsRef>();
  for (const key of keys) {
    const parsed = parseObjectKey(key);
    if (parsed?.contentType !== 'image/webp') continue;
    const servedAs = parsed.visibility === 'public' ? 'PUBLIC' : 'PRIVATE';
    pictures.set(`${servedAs}/${parsed.contentHash}`, { servedAs, contentHash: parsed.contentHash });
  }
  return [...pictures.values()];
}
