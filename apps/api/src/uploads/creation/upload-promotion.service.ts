import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { Upload } from '@pixelboxx/shared';
import { Prisma, type Upload as UploadRow } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { EventOutbox, type NewEvent } from '../../platform/events/event-outbox.ts';
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
    private readonly addresses: UploadUrls,
    private readonly idempotency: IdempotencyStore,
    private readonly clock: Clock,
  ) {}

  /** In one statement, where nothing else belongs to the moment; else in a transaction. @throws AppError as `makeReady` does. */
  promote(pending: UploadRow, besides: BesidesUpload): Promise<Upload> {
    const isAlone = !besides.lease && !besides.whenReady && pending.screening !== 'PENDING';
    return isAlone
      ? this.makeReadyAlone(pending)
      : this.prisma.$transaction((tx) => this.makeReady(tx, pending, besides));
  }

  private async makeReadyAlone(pending: UploadRow): Promise<Upload> {
    const isPromoted = Prisma.sql`EXISTS (SELECT FROM promoted)`;
    const events = this.events.parts(readyEventOf(pending), isPromoted);
    const promotion = Prisma.sql`
      UPDATE uploads SET status = 'READY', updated_at = now()
       WHERE id = ${pending.id}::uuid AND status = 'PENDING' AND deleted_at IS NULL
         AND created_at > ${staleSince(this.clock.now())}
         AND EXISTS (SELECT FROM users WHERE users.id = uploads.user_id AND users.deleted_at IS NULL)
      RETURNING id`;
    const parts = partsOf([{ name: 'promoted', sql: promotion }, ...events]);
    const [outcome] = await this.prisma.$queryRaw<[{ isPromoted: boolean }]>`
      WITH ${parts} SELECT ${isPromoted} AS "isPromoted"`;
    if (!outcome.isPromoted) throw await this.refusalOf(this.prisma, pending);
    noteWritten(events);
    return this.addresses.viewOf({ ...pending, status: 'READY' });
  }

  /** @throws AppError UNAUTHENTICATED when its owner is gone; SERVICE_UNAVAILABLE when it took too long; as `remember` does. */
  async makeReady(tx: Prisma.TransactionClient, pending: UploadRow, besides: BesidesUpload): Promise<Upload> {
    const { id } = pending;
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
    if (count === 0) throw await this.refusalOf(tx, pending);
    await this.events.publish(tx, readyEventOf(pending));
    if (pending.screening === 'PENDING') await this.screening.request(tx, id);
    const upload = await this.addresses.viewOf({ ...pending, status: 'READY' });
    if (besides.lease) await this.idempotency.remember(tx, besides.lease, Upload.parse(upload));
    await besides.whenReady?.(tx, upload);
    return upload;
  }
  private async refusalOf(client: Prisma.TransactionClient, { userId }: UploadRow): Promise<AppError> {
    const owner = await client.user.findUnique({ where: { id: userId }, select: { id: true } });
    if (!owner) return new AppError('UNAUTHENTICATED');
    return new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 1 } });
  }
}

function readyEventOf({ id, userId }: UploadRow): NewEvent<'upload.ready'> {
  return { subject: 'upload.ready', aggregateId: userId, data: { userId, uploadId: id } };
}
