import { Injectable } from '@nestjs/common';
import type { Prisma, Upload as UploadRow } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { UserSnapshotsService } from '../../users/index.ts';
import { ImageBlobs, type NamedBytes, ObjectCopies, ObjectsMissing, type ObjectsRef } from '../blobs/index.ts';
import { UploadRemoval } from '../library/index.ts';
import { DecisionRecord, Superseded, type Verdict } from './decision-record.service.ts';

/** The copies of an image are written within this, under the lock on its content. */
const timeout = { timeoutMs: 25_000, statementTimeoutMs: 12_000, lockTimeoutMs: 10_000 };

/**
 * Carries out verdicts. Public objects have lasting addresses, so hiding an image means moving its objects to where only
 * signed addresses lead, and showing it means moving them back.
 */
@Injectable()
export class ModerationDecisionsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly objects: ImageBlobs,
    private readonly copies: ObjectCopies,
    private readonly record: DecisionRecord,
    private readonly removal: UploadRemoval,
    private readonly snapshots: UserSnapshotsService,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * False when the upload is no longer as `upload` says: deleted, or decided about meanwhile. `within` comes first in the
   * transaction, and may refuse by throwing. Copies are in place before the row says so, and the originals go after it; a
   * crash in between leaves what the job written here, or else the sweeper, removes.
   * @throws AppError SERVICE_UNAVAILABLE while the store is away; ObjectsMissing
   */
  async apply(
    upload: UploadRow,
    verdict: Verdict,
    within: (tx: Prisma.TransactionClient) => Promise<void> = () => Promise.resolve(),
  ): Promise<boolean> {
    const { id, kind, userId, contentHash } = upload;
    const servedAs = verdict.screening === 'FLAGGED' ? 'PRIVATE' : upload.visibility;
    const target: ObjectsRef = { servedAs, contentHash };
    const copied = servedAs === upload.servedAs ? null : await this.read(upload);
    if (copied === 'superseded') return false;
    const apply = async (tx: Prisma.TransactionClient) => {
      // Held until the row names these objects: nobody takes them for orphans before.
      if (copied) await this.objects.lock(tx, target);
      if (copied) await this.objects.put(target, copied);
      await within(tx);
      await this.record.write(tx, upload, verdict, servedAs);
    };
    try {
      await this.prisma.transact(apply, timeout);
    } catch (error) {
      if (copied) await this.removal.collectGarbageQuietly([target]);
      if (error instanceof Superseded) return false;
      throw error;
    }
    if (kind === 'AVATAR') await this.snapshots.invalidate(userId);
    if (copied) {
      this.logger.info({ event: 'uploads.moved', uploadId: id, contentHash, from: upload.servedAs, to: servedAs });
    }
    return true;
  }

  /** Objects that are not there were moved or removed by who decided first; else the store has lost them. */
  private async read(upload: UploadRow): Promise<NamedBytes[] | 'superseded'> {
    try {
      return await this.copies.read(upload);
    } catch (error) {
      if (!(error instanceof ObjectsMissing)) throw error;
      const { id, screening, servedAs } = upload;
      if ((await this.prisma.upload.count({ where: { id, screening, servedAs } })) > 0) throw error;
      return 'superseded';
    }
  }
}
