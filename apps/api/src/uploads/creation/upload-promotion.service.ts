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

/** Further work for the transaction that makes an upload ready. */
export interface BesidesUpload {
  /** The lease of the request whose response is the upload: a retry after a crash finds either no upload or its response. */
  readonly lease?: Lease | undefined;
  /** Work of a room above this one; gets the upload as its owner will see it. */
  readonly whenReady?: (tx: Prisma.TransactionClient, upload: Upload) => Promise<void>;
}

/** Makes an upload ready, and so its owner's. */
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

  /** Uses a transaction only if there is more to write than the upload. @throws AppError as `makeReady` does. */
  promote(pending: UploadRow, besides: BesidesUpload): Promise<Upload> {
    const isAlone = !besides.lease && !besides.whenReady && pending.screening !== 'PENDING';
    return isAlone
      ? this.makeReady(this.prisma, pending, besides)
      : this.prisma.$transaction((tx) => this.makeReady(tx, pending, besides));
  }

  /** @throws AppError UNAUTHENTICATED if its owner is gone; SERVICE_UNAVAILABLE if it took too long; as `remember` does. */
  async makeReady(tx: Prisma.TransactionClient, pending: UploadRow, besides: BesidesUpload): Promise<Upload> {
    await this.setReady(tx, pending);
    if (pending.screening === 'PENDING') await this.screening.request(tx, pending.id);
    const upload = await this.uploadUrls.viewOf({ ...pending, status: 'READY' });
    if (besides.lease) await this.idempotency.remember(tx, besides.lease, Upload.parse(upload));
    await besides.whenReady?.(tx, upload);
    return upload;
  }

  /** Together with its event, in one statement. */
  private async setReady(tx: Prisma.TransactionClient, pending: UploadRow): Promise<void> {
    const { id, userId } = pending;
    const isPromoted = Prisma.sql`EXISTS (SELECT FROM promoted)`;
    const ready = { subject: 'upload.ready', aggregateId: userId, data: { userId, uploadId: id } } as const;
    const events = this.events.parts(ready, isPromoted);
    // If the sweeper may have counted it as dead meanwhile, and its room was given to others, it stays dead.
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
