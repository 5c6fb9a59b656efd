import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { UploadPublication } from './upload-publication.service.ts';

export interface UploadReference {
  /** Who shows it, such as `page:<id>`: at most 200 characters, and of one feature alone. */
  readonly reference: string;
  readonly uploadIds: readonly string[];
  /** Whose uploads they must be. */
  readonly userId: string;
  /**
   * With `PUBLIC` everybody may see them for as long as a reference says so: what was private before is private again after
   * the last of these is detached. Once the owner decides about an image, that holds, and no reference does.
   */
  readonly visibility?: 'PUBLIC';
}

/**
 * What other features show of somebody's uploads. A reference holds nothing back: its owner, or a moderator, may delete the
 * upload all the same. Then its references go in the same transaction, and `upload.deleted` tells who had one.
 */
@Injectable()
export class UploadReferences {
  constructor(private readonly publication: UploadPublication) {}

  /**
   * Notes that `reference` shows the uploads; also right when it is noted. Until the transaction ends nobody deletes them.
   * All of them or none.
   * @throws AppError NOT_FOUND for what is not theirs, not ready or deleted; as `UploadPublication.want` does
   */
  async attach(
    tx: Prisma.TransactionClient,
    { reference, uploadIds, userId, visibility }: UploadReference,
  ): Promise<void> {
    const ids = [...new Set(uploadIds)];
    const held = await this.hold(tx, ids, userId);
    if (held.length < ids.length) throw new AppError('NOT_FOUND');
    const isPublishing = visibility === 'PUBLIC';
    // What its owner shows to all is nobody else's to hide.
    const published = held.filter((upload) => isPublishing && (!upload.isPublic || upload.isPublished));
    const publishedIds = new Set(published.map(({ id }) => id));
    const data = ids.map((uploadId) => ({ reference, uploadId, publishes: publishedIds.has(uploadId) }));
    await tx.uploadReference.createMany({ data, skipDuplicates: true });
    if (!isPublishing) return;
    await tx.uploadReference.updateMany({
      where: { reference, uploadId: { in: [...publishedIds] } },
      data: { publishes: true },
    });
    await this.publication.want(tx, ids, 'PUBLIC');
  }

  /**
   * The feature's thing is gone, or shows nothing, or not these, any more. Also right when it never did.
   * @throws AppError as `UploadPublication.want` does
   */
  async detach(tx: Prisma.TransactionClient, reference: string, uploadIds?: readonly string[]): Promise<void> {
    const where = { reference, ...(uploadIds && { uploadId: { in: [...uploadIds] } }) };
    const shown = await tx.uploadReference.findMany({
      where: { ...where, publishes: true },
      select: { uploadId: true },
    });
    const ids = shown.map(({ uploadId }) => uploadId);
    // Of two last references that go at once, the second sees that the first is gone.
    if (ids.length > 0) await this.hold(tx, ids, null);
    await tx.uploadReference.deleteMany({ where });
    const hidden = await tx.upload.findMany({
      where: { id: { in: ids }, references: { none: { publishes: true } } },
      select: { id: true },
    });
    if (hidden.length === 0) return;
    await this.publication.want(
      tx,
      hidden.map(({ id }) => id),
      'PRIVATE',
    );
  }

  /** The owner has decided who sees it. */
  async letGo(tx: Prisma.TransactionClient, uploadId: string): Promise<void> {
    await tx.uploadReference.updateMany({ where: { uploadId, publishes: true }, data: { publishes: false } });
  }

  /** What shows this upload, in no order. */
  async of(tx: Prisma.TransactionClient, uploadId: string): Promise<string[]> {
    const rows = await tx.uploadReference.findMany({ where: { uploadId }, select: { reference: true } });
    return rows.map(({ reference }) => reference);
  }

  /** In one order for everybody: nobody waits for who waits for them. Null for whoever's they are. */
  private hold(tx: Prisma.TransactionClient, ids: readonly string[], userId: string | null) {
    return tx.$queryRaw<{ id: string; isPublic: boolean; isPublished: boolean }[]>`
      SELECT id, visibility = 'PUBLIC' AS "isPublic",
             EXISTS (SELECT FROM upload_references r WHERE r.upload_id = uploads.id AND r.publishes) AS "isPublished"
        FROM uploads
       WHERE id = ANY(${[...ids]}::uuid[]) AND (${userId}::uuid IS NULL OR user_id = ${userId}::uuid)
         AND status = 'READY' AND deleted_at IS NULL
       ORDER BY id
         FOR NO KEY UPDATE`;
  }
}
