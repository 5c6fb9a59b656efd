import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Id } from '@pixelboxx/shared';
import { z } from 'zod';
import type { Prisma, UploadVisibility } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import { defineJob } from '../../platform/jobs/job-definition.ts';
import { JobQueue } from '../../platform/jobs/job-queue.ts';
import { garbageCollectJob, garbageCollectPayload } from '../blobs/index.ts';
import { UploadRemoval } from '../library/index.ts';
import { asItWas, Superseded, UploadMove } from '../screening/index.ts';
import { storageVisibilityFor } from './storage-visibility.ts';

/** How many images one job moves. */
const batchSize = 20;
/** As for the owners' own changes: decisions come once or twice in the life of an upload. */
const attempts = 8;

const settleJob = defineJob({
  name: 'uploads.settle',
  schema: z.strictObject({ uploadIds: z.array(Id).max(batchSize) }),
  timeoutSeconds: 300,
});

/**
 * Changes who may see images, in the caller's transaction. The wanted visibility applies from its commit: a list for
 * visitors shows neither a private image nor a public one that is not in place yet. A job moves the objects afterwards.
 */
@Injectable()
export class UploadPublication implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly moves: UploadMove,
    private readonly removal: UploadRemoval,
    private readonly events: EventOutbox,
    private readonly jobs: JobQueue,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(settleJob, async ({ uploadIds }, { signal }) => {
      for (const id of uploadIds) {
        signal.throwIfAborted();
        await this.settle(id);
      }
    });
  }

  /**
   * For images, never for avatars; those that already have the visibility do not change.
   * @throws AppError SERVICE_UNAVAILABLE while no job can be written
   */
  async want(tx: Prisma.TransactionClient, uploadIds: readonly string[], visibility: UploadVisibility): Promise<void> {
    const changed = await tx.upload.updateManyAndReturn({
      where: { id: { in: [...uploadIds] }, kind: 'IMAGE', visibility: { not: visibility } },
      data: { visibility, version: { increment: 1 } },
      select: { id: true, userId: true },
    });
    for (const { id, userId } of changed) {
      await this.events.publish(tx, { subject: 'upload.updated', aggregateId: userId, data: { userId, uploadId: id } });
    }
    const ids = changed.map(({ id }) => id);
    for (let from = 0; from < ids.length; from += batchSize) {
      await this.jobs.enqueue(tx, settleJob, { uploadIds: ids.slice(from, from + batchSize) });
    }
  }

  /** Moves the objects to where they belong now, whatever was wanted before. Idempotent. */
  private async settle(id: string): Promise<void> {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const upload = await this.prisma.upload.findFirst({ where: { id, status: 'READY' } });
      const storageVisibility = upload && storageVisibilityFor(upload, upload.visibility);
      if (!upload || !storageVisibility || storageVisibility === upload.storageVisibility) return;
      try {
        await this.moves.carryOut(upload, storageVisibility, async (tx) => {
          const { userId } = upload;
          const data = { storageVisibility, version: { increment: 1 } };
          const { count } = await tx.upload.updateMany({ where: asItWas(upload), data });
          if (count === 0) throw new Superseded();
          await this.jobs.enqueue(tx, garbageCollectJob, garbageCollectPayload(upload));
          const event = { userId, uploadId: id };
          await this.events.publish(tx, { subject: 'upload.updated', aggregateId: userId, data: event });
        });
        await this.removal.collectGarbageQuietly([upload]);
        return;
      } catch (error) {
        if (!(error instanceof Superseded)) throw error;
      }
    }
    throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 1 } });
  }
}
