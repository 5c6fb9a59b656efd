import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';

export interface UploadReference {
  /** Who shows it, such as `page:<id>`: at most 200 characters, and of one feature alone. */
  readonly reference: string;
  readonly uploadId: string;
  /** Whose upload it must be. */
  readonly userId: string;
}

/**
 * What other features show of somebody's uploads. A reference holds nothing back: its owner, or a moderator, may delete the
 * upload all the same. Then its references go in the same transaction, and `upload.deleted` tells who had one.
 */
@Injectable()
export class UploadReferences {
  /**
   * Notes that `reference` shows the upload; also right when it is noted. Until the transaction ends nobody deletes it.
   * @throws AppError NOT_FOUND for what is not theirs, not ready or deleted
   */
  async attach(tx: Prisma.TransactionClient, { reference, uploadId, userId }: UploadReference): Promise<void> {
    const found = await tx.$queryRaw<unknown[]>`
      SELECT id FROM uploads
       WHERE id = ${uploadId}::uuid AND user_id = ${userId}::uuid AND status = 'READY' AND deleted_at IS NULL
         FOR SHARE`;
    if (found.length === 0) throw new AppError('NOT_FOUND');
    await tx.uploadReference.createMany({ data: [{ reference, uploadId }], skipDuplicates: true });
  }

  /** The feature's thing is gone, or shows nothing any more. Also right when it never did. */
  async detach(tx: Prisma.TransactionClient, reference: string): Promise<void> {
    await tx.uploadReference.deleteMany({ where: { reference } });
  }

  /** What shows this upload, in no order. */
  async of(tx: Prisma.TransactionClient, uploadId: string): Promise<string[]> {
    const rows = await tx.uploadReference.findMany({ where: { uploadId }, select: { reference: true } });
    return rows.map(({ reference }) => reference);
  }
}
