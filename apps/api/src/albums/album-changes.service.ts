import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { albumLimits, type MoveAlbumImagesRequest } from '@pixelboxx/shared/features/albums';
import type { Prisma } from '../generated/prisma/client.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { AppError, fieldError, fieldErrors } from '../platform/errors/app-error.ts';
import { EventOutbox } from '../platform/events/event-outbox.ts';
import { UploadReferences } from '../uploads/editing/index.ts';
import { shownToOwner } from './album-contents.service.ts';
import { placedBefore } from './album-order.ts';

type Transaction = Prisma.TransactionClient;

/** The reference of an album that shows its images to everybody. */
export const referenceOf = (albumId: string): string => `album:${albumId}`;

/**
 * Adds, removes and moves images in albums. Each change locks the album's row and works on the current order, so none
 * undoes another. The table of album images records what is in an album; `UploadReferences` records which images are
 * public because of the album.
 */
@Injectable()
export class AlbumChanges {
  constructor(
    private readonly prisma: PrismaService,
    private readonly events: EventOutbox,
    private readonly clock: Clock,
    private readonly references: UploadReferences,
  ) {}

  /**
   * Appends the images in the given order. Those already in the album keep their place. Adds all of them or none.
   * @throws AppError NOT_FOUND; VALIDATION_ERROR for an image that is not theirs, not ready or deleted; ALBUM_FULL
   */
  async add(userId: string, albumId: string, uploadIds: readonly string[]): Promise<void> {
    await this.change(userId, albumId, async (tx, order) => {
      const added = [...new Set(uploadIds)].filter((id) => !order.includes(id));
      await this.hold(tx, userId, added, uploadIds);
      if (order.length + added.length > albumLimits.images) throw new AppError('ALBUM_FULL');
      return [...order, ...added];
    });
  }

  /** Also succeeds for images that are not in the album. @throws AppError NOT_FOUND */
  async remove(userId: string, albumId: string, uploadIds: readonly string[]): Promise<void> {
    await this.change(userId, albumId, (_tx, order) => order.filter((id) => !uploadIds.includes(id)));
  }

  /** @throws AppError NOT_FOUND; VALIDATION_ERROR for images that are not, or no longer, in the album */
  async move(userId: string, albumId: string, { uploadIds, before }: MoveAlbumImagesRequest): Promise<void> {
    await this.change(userId, albumId, (_tx, order) => {
      refuse(uploadIds, (id) => !order.includes(id), 'This picture is not in the album.');
      if (before !== null && !order.includes(before)) throw fieldError('before', 'This picture is not in the album.');
      return placedBefore(order, uploadIds, before);
    });
  }

  private async change(
    userId: string,
    id: string,
    next: (tx: Transaction, order: readonly string[]) => readonly string[] | Promise<readonly string[]>,
  ): Promise<void> {
    await this.prisma.transact(async (tx) => {
      const held = await tx.$queryRaw<unknown[]>`
        SELECT id FROM albums WHERE id = ${id}::uuid AND user_id = ${userId}::uuid FOR NO KEY UPDATE`;
      if (held.length === 0) throw new AppError('NOT_FOUND');
      const rows = await tx.albumImage.findMany({
        where: { albumId: id, upload: shownToOwner },
        orderBy: { position: 'asc' },
        select: { uploadId: true },
      });
      const before = rows.map(({ uploadId }) => uploadId);
      const after = await next(tx, before);
      if (after.length === before.length && after.every((uploadId, index) => uploadId === before[index])) return;
      await this.write(tx, id, before, after);
      const taken = before.filter((uploadId) => !after.includes(uploadId));
      if (taken.length > 0) await this.references.detach(tx, referenceOf(id), taken);
      await tx.album.update({ where: { id }, data: { updatedAt: this.clock.now() } });
      const data = { userId, albumId: id };
      await this.events.publish(tx, { subject: 'album.updated', aggregateId: userId, data });
    });
  }

  /** Keeps their rows until the transaction ends. Images that cannot be added are reported by their index in the request. */
  private async hold(tx: Transaction, userId: string, added: readonly string[], asked: readonly string[]) {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM uploads
       WHERE id = ANY(${[...added]}::uuid[]) AND user_id = ${userId}::uuid
         AND kind = 'IMAGE' AND status = 'READY' AND deleted_at IS NULL
         FOR KEY SHARE`;
    const found = new Set(rows.map(({ id }) => id));
    refuse(asked, (id) => added.includes(id) && !found.has(id), 'This is not a picture of yours.');
  }

  /** Positions are 0, 1, 2, …: rows left of deleted images are removed by the next change. */
  private async write(tx: Transaction, albumId: string, before: readonly string[], after: readonly string[]) {
    const kept = after.filter((id) => before.includes(id));
    await tx.$executeRaw`
      DELETE FROM album_images WHERE album_id = ${albumId}::uuid AND upload_id <> ALL(${kept}::uuid[])`;
    await tx.$executeRaw`
      UPDATE album_images SET position = place.number - 1
        FROM unnest(${[...after]}::uuid[]) WITH ORDINALITY AS place (upload_id, number)
       WHERE album_images.album_id = ${albumId}::uuid AND album_images.upload_id = place.upload_id
         AND album_images.position <> place.number - 1`;
    const known = new Set(before);
    const data = after.flatMap((uploadId, position) => (known.has(uploadId) ? [] : [{ albumId, uploadId, position }]));
    if (data.length > 0) await tx.albumImage.createMany({ data });
  }
}

/** @throws AppError VALIDATION_ERROR with `uploadIds.<index>` for each */
function refuse(uploadIds: readonly string[], isFaulty: (id: string) => boolean, message: string): void {
  const faults = uploadIds.flatMap((id, index) => (isFaulty(id) ? [[`uploadIds.${index}`, message] as const] : []));
  if (faults.length > 0) throw fieldErrors(Object.fromEntries(faults));
}
