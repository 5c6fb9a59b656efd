import { Injectable } from '@nestjs/common';
import type { Prisma, Upload as UploadRow } from '../../generated/prisma/client.ts';
import { UsersService } from '../../users/index.ts';
import { ImageBlobs } from '../blobs/index.ts';
import { type RemovableUpload, UploadRemoval, UploadUrls } from '../library/index.ts';

type Avatar = Pick<UploadRow, 'id' | 'userId' | 'storageVisibility' | 'contentHash'>;

/**
 * Which of a user's avatars is shown. The newest is the one they chose; if it has to be approved first, the
 * previous one is shown until then. Each method locks the user's row, so that concurrent changes run one after the
 * other.
 */
@Injectable()
export class AvatarPublication {
  constructor(
    private readonly users: UsersService,
    private readonly objects: ImageBlobs,
    private readonly uploadUrls: UploadUrls,
    private readonly removal: UploadRemoval,
  ) {}

  /** For an avatar that has just become ready. @returns the ones it replaces, whose objects are garbage */
  async choose(tx: Prisma.TransactionClient, avatar: Avatar): Promise<RemovableUpload[]> {
    if (avatar.storageVisibility === 'PUBLIC') return this.show(tx, avatar);
    await this.users.lock(tx, avatar.userId);
    return this.removal.markAvatars(tx, avatar.userId, { id: { not: avatar.id }, storageVisibility: 'PRIVATE' });
  }

  /** @returns the ones it replaces, whose objects are garbage */
  async show(tx: Prisma.TransactionClient, { id, userId, contentHash }: Avatar): Promise<RemovableUpload[]> {
    await this.users.setAvatar(
      tx,
      userId,
      this.uploadUrls.publicUrl({ storageVisibility: 'PUBLIC', contentHash }, '256'),
    );
    return this.removal.markAvatars(tx, userId, { id: { not: id } });
  }

  /** If another avatar is shown, it stays. */
  async hide(tx: Prisma.TransactionClient, { userId, contentHash }: Avatar): Promise<void> {
    await this.users.removeAvatarAt(
      tx,
      userId,
      this.objects.keyOf({ storageVisibility: 'PUBLIC', contentHash }, '256'),
    );
  }
}
