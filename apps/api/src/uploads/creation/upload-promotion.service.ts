import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { Upload } from '@pixelboxx/shared';
import type { Prisma, Upload as UploadRow } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import { IdempotencyStore, type Lease } from '../../platform/http/idempotency/idempotency-store.ts';
import { staleSince } from '../blobs/index.ts';
import { UploadUrls } from '../library/index.ts';
import { ScreeningService } from '../screening/index.ts';

/** What the transaction that makes an upload ready does besides. */
export interface BesidesUpload {
  /** Of the request that the upload is the response to: a retry after a crash finds either no upload or its response. */
  readonly lease?: Lease | undefined;
  /** Of a room above this one; gets the upload as its owner will see it. */
  readonly whenReady?: (tx: Prisma.TransactionClient, upload: Upload) => Promise<void>;
}

/** The moment at which an upload becomes its owner's. */
@Injectable()
export class UploadPromotion {
  constructor(
    private readonly events: EventOutbox,
    private readonly screening: ScreeningService,
    private readonly addresses: UploadUrls,
    private readonly idempotency: IdempotencyStore,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError UNAUTHENTICATED when its owner is gone; SERVICE_UNAVAILABLE when it took too long; as `remember` does. */
  async makeReady(tx: Prisma.TransactionClient, pending: UploadRow, besides: BesidesUpload): Promise<Upload> {
    const { id, userId } = pending;
    const { count } = await tx.upload.updateMany({
      // What the sweeper may have taken for dead meanwhile, and whose room was given to others, stays dead.
      where: {
        id,
        status: 'PENDING',
        deletedAt: null,
        createdAt: { gt: staleSince(this.clock.now()) },
        user: { deletedAt: null },
      },
      data: { status: 'READY' },
    });
    if (count === 0) {
      const owner = await tx.user.findUnique({ where: { id: userId }, select: { id: true } });
      if (!owner) throw new AppError('UNAUTHENTICATED');
      throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 1 } });
    }
    await this.events.publish(tx, { subject: 'upload.ready', aggregateId: userId, data: { userId, uploadId: id } });
    if (pending.screening === 'PENDING') await this.screening.request(tx, id);
    const upload = await this.addresses.viewOf({ ...pending, status: 'READY' });
    if (besides.lease) await this.idempotency.remember(tx, besides.lease, Upload.parse(upload));
    await besides.whenReady?.(tx, upload);
    return upload;
  }
}
