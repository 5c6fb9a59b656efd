import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { CurrentUser } from '@pixelboxx/shared';
import type { Prisma, Upload as UploadRow } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { allowsVersion, type IfMatch, versionConflict, versionIn } from '../../platform/http/contract/version.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { UserSnapshotsService, UsersService } from '../../users/index.ts';
import { ImageBlobs, type ObjectsRef } from '../blobs/index.ts';

export type RemovableUpload = Pick<UploadRow, 'id' | 'userId' | 'kind' | 'storageVisibility' | 'contentHash'>;

/**
 * An upload is gone as soon as its row is marked, in the transaction that removes it; its objects follow at once, or
 * with the next sweep if the store cannot be reached.
 */
@Injectable()
export class UploadRemoval {
  constructor(
    private readonly prisma: PrismaService,
    private readonly objects: ImageBlobs,
    private readonly users: UsersService,
    private readonly snapshots: UserSnapshotsService,
    private readonly events: EventOutbox,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * @throws AppError NOT_FOUND if it is not theirs, not ready, or removed already: of concurrent calls one succeeds;
   *   VERSION_CONFLICT
   */
  async remove(userId: string, id: string, ifMatch: IfMatch): Promise<void> {
    const where = { id, userId, status: 'READY' } as const;
    const row = await this.prisma.upload.findFirst({ where });
    if (!row) throw new AppError('NOT_FOUND');
    try {
      await this.finish(await this.prisma.$transaction((tx) => this.mark(tx, row, 'owner', ifMatch)));
    } catch (error) {
      const current = ifMatch && (await this.prisma.upload.findFirst({ where, select: { version: true } }));
      if (current && !allowsVersion(ifMatch, current.version)) throw versionConflict(current.version);
      throw error;
    }
  }

  /**
   * Marks a ready upload as removed; a user whose avatar it was then has none. Call `finish` after the commit, with the
   * returned row: its objects may have been moved meanwhile.
   * @throws AppError NOT_FOUND if another call was first, which must end the transaction.
   */
  async mark(
    tx: Prisma.TransactionClient,
    { id, userId, kind }: Pick<UploadRow, 'id' | 'userId' | 'kind'>,
    by: 'owner' | 'moderator',
    ifMatch: IfMatch = null,
  ): Promise<RemovableUpload> {
    // The user before the upload, as when uploading an avatar: the opposite order would cause a deadlock.
    if (kind === 'AVATAR') await this.users.lock(tx, userId);
    const [removed] = await tx.upload.updateManyAndReturn({
      where: { id, userId, status: 'READY', deletedAt: null, ...versionIn(ifMatch) },
      data: { deletedAt: this.clock.now() },
    });
    if (!removed) throw new AppError('NOT_FOUND');
    if (kind === 'AVATAR' && removed.storageVisibility === 'PUBLIC') {
      await this.users.removeAvatarAt(tx, userId, this.objects.keyOf(removed, '256'));
    }
    await this.announce(tx, [removed]);
    if (by === 'moderator') {
      const data = { userId, uploadId: id };
      await this.events.publish(tx, { subject: 'upload.removed', aggregateId: userId, data });
    }
    return removed;
  }

  async finish(row: RemovableUpload): Promise<void> {
    if (row.kind === 'AVATAR') await this.snapshots.invalidate(row.userId);
    await this.collectGarbageQuietly([row]);
  }

  /** Idempotent. */
  async removeAvatar(userId: string): Promise<CurrentUser> {
    const { user, removed } = await this.prisma.$transaction(async (tx) => {
      const user = await this.users.setAvatar(tx, userId, null);
      return { user, removed: await this.markAvatars(tx, userId) };
    });
    await this.snapshots.invalidate(userId);
    await this.collectGarbageQuietly(removed);
    return user;
  }

  /** Marks the user's ready avatars, or only `which`; the caller has locked the user's row. */
  async markAvatars(
    tx: Prisma.TransactionClient,
    userId: string,
    which: Prisma.UploadWhereInput = {},
  ): Promise<RemovableUpload[]> {
    const removed = await tx.upload.updateManyAndReturn({
      where: { ...which, userId, kind: 'AVATAR', status: 'READY', deletedAt: null },
      data: { deletedAt: this.clock.now() },
    });
    await this.announce(tx, removed);
    return removed;
  }

  /** Everything a user ever uploaded, unfinished uploads included. For deleted accounts, which `user.deleted` announces. */
  async removeAllOf(userId: string): Promise<void> {
    const removed = await this.prisma.$transaction(async (tx) => {
      const where = { userId, deletedAt: null };
      const rows = await tx.upload.updateManyAndReturn({ where, data: { deletedAt: this.clock.now() } });
      await tx.uploadReference.deleteMany({ where: { upload: { userId } } });
      return rows;
    });
    await this.collectGarbageQuietly(removed);
  }

  /** The sweeper removes what cannot be removed now; the user's request is fulfilled either way. */
  async collectGarbageQuietly(objects: readonly ObjectsRef[]): Promise<void> {
    for (const ref of objects) {
      try {
        await this.objects.collectGarbage(ref);
      } catch (error) {
        this.logger.warn({ event: 'uploads.reclaim.failed', contentHash: ref.contentHash, reason: String(error) });
      }
    }
  }

  /** Rows of deleted uploads stay until their objects are gone; their references can go now. */
  private async dropReferences(tx: Prisma.TransactionClient, rows: readonly Pick<UploadRow, 'id'>[]): Promise<void> {
    await tx.uploadReference.deleteMany({ where: { uploadId: { in: rows.map(({ id }) => id) } } });
  }

  private async announce(tx: Prisma.TransactionClient, rows: readonly Pick<UploadRow, 'id' | 'userId'>[]) {
    await this.dropReferences(tx, rows);
    for (const { id, userId } of rows) {
      const data = { userId, uploadId: id };
      await this.events.publish(tx, { subject: 'upload.deleted', aggregateId: userId, data });
    }
  }
}
