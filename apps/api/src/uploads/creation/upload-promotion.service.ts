import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { Upload } from '@pixelboxx/shared';
import { Prisma, type Upload as UploadRow } from '../../generated/prisma/client.ts';
import { afterCommit } from '../../platform/database/after-commit.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import { IdempotencyStore, type Lease } from '../../platform/http/idempotency/idempotency-store.ts';
import { noteWritten, partsOf } from '../../platform/one-statement.ts';
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
    private readonly prisma: PrismaService,
    private readonly events: EventOutbox,
    private readonly screening: ScreeningService,
    private readonly uploadUrls: UploadUrls,
    private readonly idempotency: IdempotencyStore,
    private readonly clock: Clock,
  ) {}

  /** In a transaction only where something else belongs to the moment. @throws AppError as `makeReady` does. */
  promote(pending: UploadRow, besides: BesidesUpload): Promise<Upload> {
    const isAlone = !besides.lease && !besides.whenReady && pending.screening !== 'PENDING';
    return isAlone
      ? this.makeReady(this.prisma, pending, besides)
      : this.prisma.$transaction((tx) => this.makeReady(tx, pending, besides));
  }

  /** @throws AppError UNAUTHENTICATED when its owner is gone; SERVICE_UNAVAILABLE when it took too long; as `remember` does. */
  async makeReady(tx: Prisma.TransactionClient, pending: UploadRow, besides: BesidesUpload): Promise<Upload> {
    await this.setReady(tx, pending);
    if (pending.screening === 'PENDING') await this.screening.request(tx, pending.id);
    const upload = await this.uploadUrls.viewOf({ ...pending, status: 'READY' });
    if (besides.lease) await this.idempotency.remember(tx, besides.lease, Upload.parse(upload));
    await besides.whenReady?.(tx, upload);
    return upload;
  }

  /** With its event, in one statement. */
  private async setReady(tx: Prisma.TransactionClient, pending: UploadRow): Promise<void> {
    const { id, userId } = pending;
    const isPromoted = Prisma.sql`EXISTS (SELECT FROM promoted)`;
    const ready = { subject: 'upload.ready', aggregateId: userId, data: { userId, uploadId: id } } as const;
    const events = this.events.parts(ready, isPromoted);
    // What the sweeper may have taken for dead meanwhile, and whose room was given to others, stays dead.
    const promotion = Prisma.sql`
      UPDATE uploads SET status = 'READY', updated_at = now()
       WHERE id = ${id}::uuid AND status = 'PENDING' AND deleted_at IS NULL
         AND created_at > ${staleSince(this.clock.now())}
         AND EXISTS (SELECT FROM users WHERE users.id = uploads.user_id AND users.deleted_at IS NULL)
      RETURNING id`;
    const parts = partsOf([{ name: 'promoted', sql: promotion }, ...events]);
    const [outcome] = await tx.$queryRaw<[{ isPromoted: boolean }]>`WITH ${parts} SELECT ${isPromoted} AS "isPromoted"`;
    if (!outcome.isPromoted) throw await this.refusalOf(tx, pending);
    afterCommit(tx, () => noteWritten(events));
  }

  private async refusalOf(client: Prisma.TransactionClient, { userId }: UploadRow): Promise<AppError> {
    const owner = await client.user.findUnique({ where: { id: userId }, select: { id: true } });
    if (!owner) return new AppError('UNAUTHENTICATED');
    return new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 1 } });
  }
}
