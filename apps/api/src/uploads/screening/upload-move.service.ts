import { Injectable } from '@nestjs/common';
import type { Prisma, Upload as UploadRow } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { ImageBlobs, type NamedBytes, ObjectCopies, ObjectsMissing, type ObjectsRef } from '../blobs/index.ts';
import { UploadRemoval } from '../library/index.ts';

/** Rolls the transaction back: the upload is no longer the one that the decision was about. */
export class Superseded extends Error {}

/** Limits for writing the copies of an image, under the lock on its content. */
const timeout = { timeoutMs: 25_000, statementTimeoutMs: 12_000, lockTimeoutMs: 10_000 };

/**
 * Every change of where an upload's objects are stored goes through here: decisions, and the owner's changes. Public
 * objects have permanent URLs, so hiding an image means moving its objects to where only signed URLs lead, and showing it
 * means moving them back.
 */
@Injectable()
export class UploadMove {
  constructor(
    private readonly prisma: PrismaService,
    private readonly objects: ImageBlobs,
    private readonly copies: ObjectCopies,
    private readonly removal: UploadRemoval,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * Runs `write`, which sets the row to objects at `storageVisibility`, in a transaction in which the objects are there.
   * `upload` is the row as it was read. `write` must release the originals, by a job of its transaction; a crash before
   * its commit leaves copies that the sweeper removes.
   * @throws Superseded if the row has changed since, also from `write`; ObjectsMissing; AppError SERVICE_UNAVAILABLE
   *   while the store is down; what `write` throws
   */
  async carryOut<Result>(
    upload: UploadRow,
    storageVisibility: UploadRow['storageVisibility'],
    write: (tx: Prisma.TransactionClient) => Promise<Result>,
  ): Promise<Result> {
    if (storageVisibility === upload.storageVisibility) return this.prisma.transact(write, timeout);
    const { id, contentHash } = upload;
    const target: ObjectsRef = { storageVisibility, contentHash };
    const copied = await this.read(upload);
    try {
      const result = await this.prisma.transact(async (tx) => {
        // Held until the row names these objects: nobody can take them for orphans before.
        await this.objects.lock(tx, target);
        await this.objects.put(target, copied);
        return write(tx);
      }, timeout);
      this.logger.info({
        event: 'uploads.moved',
        uploadId: id,
        contentHash,
        from: upload.storageVisibility,
        to: storageVisibility,
      });
      return result;
    } catch (error) {
      await this.removal.collectGarbageQuietly([target]);
      throw error;
    }
  }

  /** If objects are missing, another request has moved or removed them; otherwise the store has lost them. */
  private async read(upload: UploadRow): Promise<NamedBytes[]> {
    try {
      return await this.copies.read(upload);
    } catch (error) {
      if (!(error instanceof ObjectsMissing)) throw error;
      const { id, version } = upload;
      // Compares the version: an upload moved away and back again would look the same.
      if ((await this.prisma.upload.count({ where: { id, version } })) > 0) throw error;
      throw new Superseded();
    }
  }
}

/** The condition under which a decision about `upload` still holds: everything that determines the place of its objects is unchanged. */
export function asItWas({ id, screening, visibility, storageVisibility }: UploadRow) {
  return { id, status: 'READY', screening, visibility, storageVisibility, deletedAt: null } as const;
}
