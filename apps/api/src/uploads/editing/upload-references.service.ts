import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { UploadPublication } from './upload-publication.service.ts';

export interface UploadReference {
  /** What shows it, such as `page:<id>`: at most 200 characters, and used by one feature only. */
  readonly reference: string;
  readonly uploadIds: readonly string[];
  /** The user who must own the uploads. */
  readonly userId: string;
  /**
   * With `PUBLIC` everybody may see them as long as such a reference exists: private images become private again when the
   * last of these is detached. Once the owner has set an image's visibility, references have no effect on it.
   */
  readonly visibility?: 'PUBLIC';
}

/**
 * Which uploads of a user other features show. A reference prevents nothing: the owner, or a moderator, can still delete
 * the upload. That transaction also deletes its references, and `upload.deleted` lists them.
 */
@Injectable()
export class UploadReferences {
  constructor(private readonly publication: UploadPublication) {}

  /**
   * Records that `reference` shows the uploads. Idempotent. Until the transaction ends nobody can delete them. All of them
   * or none.
   * @throws AppError NOT_FOUND if one is not theirs, not ready or deleted; as `UploadPublication.want` does
   */
  async attach(
    tx: Prisma.TransactionClient,
    { reference, uploadIds, userId, visibility }: UploadReference,
  ): Promise<void> {
    const ids = [...new Set(uploadIds)];
    const held = await this.hold(tx, ids, userId);
    if (held.length < ids.length) throw new AppError('NOT_FOUND');
    const isPublishing = visibility === 'PUBLIC';
    // References never hide an image that its owner has made public.
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
   * The feature's item is gone, or no longer shows any, or these, uploads. Idempotent.
   * @throws AppError as `UploadPublication.want` does
   */
  async detach(tx: Prisma.TransactionClient, reference: string, uploadIds?: readonly string[]): Promise<void> {
    const where = { reference, ...(uploadIds && { uploadId: { in: [...uploadIds] } }) };
    const shown = await tx.uploadReference.findMany({
      where: { ...where, publishes: true },
      select: { uploadId: true },
    });
    const ids = shown.map(({ uploadId }) => uploadId);
    // If the last two references are detached at the same time, the second sees that the first is gone.
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

  /** The owner has set its visibility. */
  async letGo(tx: Prisma.TransactionClient, uploadId: string): Promise<void> {
    await tx.uploadReference.updateMany({ where: { uploadId, publishes: true }, data: { publishes: false } });
  }

  /** The references to this upload, unordered. */
  async of(tx: Prisma.TransactionClient, uploadId: string): Promise<string[]> {
    const rows = await tx.uploadReference.findMany({ where: { uploadId }, select: { reference: true } });
    return rows.map(({ reference }) => reference);
  }

  /** Always in the same order, which prevents deadlocks. Null for any owner. */
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
