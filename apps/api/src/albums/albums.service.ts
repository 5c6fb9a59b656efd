import { Injectable } from '@nestjs/common';
import type {
  Album,
  AlbumImagesQuery,
  AlbumPage,
  AlbumsQuery,
  CreateAlbumRequest,
  UpdateAlbumRequest,
} from '@pixelboxx/shared/features/albums';
import { albumLimits } from '@pixelboxx/shared/features/albums';
import type { UploadPage } from '@pixelboxx/shared';
import type { Album as AlbumRow, Prisma } from '../generated/prisma/client.ts';
import { latestFirst, paginate } from '../platform/database/pagination.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { AppError, fieldError } from '../platform/errors/app-error.ts';
import { EventOutbox } from '../platform/events/event-outbox.ts';
import { allowsVersion, type IfMatch, versionConflict, versionIn } from '../platform/http/contract/version.ts';
import { UploadReferences } from '../uploads/editing/index.ts';
import { UploadUrls } from '../uploads/library/index.ts';
import { UsersService } from '../users/index.ts';
import { referenceOf } from './album-changes.service.ts';
import { AlbumContents, type AlbumSummary, emptyAlbum, shownToOwner } from './album-contents.service.ts';

/** A user's own albums; albums of others do not exist here. */
@Injectable()
export class AlbumsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly contents: AlbumContents,
    private readonly uploadUrls: UploadUrls,
    private readonly users: UsersService,
    private readonly events: EventOutbox,
    private readonly references: UploadReferences,
  ) {}

  /** The latest first. @throws AppError VALIDATION_ERROR for an invalid cursor. */
  async list(userId: string, page: AlbumsQuery): Promise<AlbumPage> {
    const { rows, nextCursor } = await paginate(page, latestFirst, ({ after, ...query }) =>
      this.prisma.album.findMany({ where: { userId, ...after }, ...query }),
    );
    return { items: await this.viewsOf(rows), nextCursor };
  }

  /** @throws AppError ALBUM_LIMIT_REACHED, also for the one of several parallel requests that exceeds the limit */
  async create(userId: string, { title, description, visibility }: CreateAlbumRequest): Promise<Album> {
    const row = await this.prisma.transact(async (tx) => {
      await this.users.lock(tx, userId);
      if ((await tx.album.count({ where: { userId } })) >= albumLimits.albums) {
        throw new AppError('ALBUM_LIMIT_REACHED');
      }
      const created = await tx.album.create({ data: { userId, title, description, visibility } });
      const data = { userId, albumId: created.id };
      await this.events.publish(tx, { subject: 'album.created', aggregateId: userId, data });
      return created;
    });
    return this.viewOf(row, emptyAlbum);
  }

  /** @throws AppError NOT_FOUND */
  async find(userId: string, id: string): Promise<Album> {
    const [album] = await this.viewsOf([await this.require(userId, id)]);
    if (!album) throw new AppError('NOT_FOUND');
    return album;
  }

  /** In the order of the album. @throws AppError NOT_FOUND; VALIDATION_ERROR for an invalid cursor */
  async images(userId: string, id: string, page: AlbumImagesQuery): Promise<UploadPage> {
    await this.require(userId, id);
    const { rows, nextCursor } = await this.contents.page(id, page, shownToOwner);
    return { items: await Promise.all(rows.map((row) => this.uploadUrls.viewOf(row))), nextCursor };
  }

  /**
   * An update without any change does not raise the version.
   * @throws AppError NOT_FOUND, VERSION_CONFLICT; VALIDATION_ERROR for a private album that should show its images
   */
  async update(userId: string, id: string, change: UpdateAlbumRequest, ifMatch: IfMatch): Promise<Album> {
    const row = await this.require(userId, id);
    if (!allowsVersion(ifMatch, row.version)) throw versionConflict(row.version);
    const data = changedIn(row, change);
    const { showImages = false } = change;
    if (showImages && (change.visibility ?? row.visibility) === 'PRIVATE') {
      throw fieldError('showImages', 'Only an album that everybody can see shows its pictures.');
    }
    if (Object.keys(data).length === 0 && !showImages) return this.find(userId, id);
    const updated = await this.prisma.transact(async (tx) => {
      // The statement that raises the version also compares it: of parallel updates with one version, only one succeeds.
      const [changed] = await tx.album.updateManyAndReturn({
        where: { id, userId, ...versionIn(ifMatch) },
        data: { ...data, version: { increment: 1 } },
      });
      if (!changed) return undefined;
      // Uses the current row, under its lock: making the album private meanwhile takes precedence.
      if (changed.visibility === 'PRIVATE') await this.references.detach(tx, referenceOf(id));
      else if (showImages) await this.showImages(tx, changed);
      await this.announce(tx, 'album.updated', changed);
      return changed;
    });
    if (!updated) throw versionConflict((await this.require(userId, id)).version);
    const [album] = await this.viewsOf([updated]);
    if (!album) throw new AppError('NOT_FOUND');
    return album;
  }

  /** Its images are kept. @throws AppError NOT_FOUND, VERSION_CONFLICT */
  async remove(userId: string, id: string, ifMatch: IfMatch): Promise<void> {
    const count = await this.prisma.transact(async (tx) => {
      const removed = await tx.album.deleteMany({ where: { id, userId, ...versionIn(ifMatch) } });
      if (removed.count > 0) {
        await this.references.detach(tx, referenceOf(id));
        await this.announce(tx, 'album.deleted', { id, userId });
      }
      return removed.count;
    });
    if (count === 0) throw versionConflict((await this.require(userId, id)).version);
  }

  private async showImages(tx: Prisma.TransactionClient, { id, userId }: AlbumRow): Promise<void> {
    const shown = await tx.albumImage.findMany({
      where: { albumId: id, upload: shownToOwner },
      select: { uploadId: true },
    });
    const uploadIds = shown.map(({ uploadId }) => uploadId);
    await this.references.attach(tx, { reference: referenceOf(id), uploadIds, userId, visibility: 'PUBLIC' });
  }

  private async announce(
    tx: Prisma.TransactionClient,
    subject: 'album.updated' | 'album.deleted',
    { id, userId }: Pick<AlbumRow, 'id' | 'userId'>,
  ): Promise<void> {
    await this.events.publish(tx, { subject, aggregateId: userId, data: { userId, albumId: id } });
  }

  private async require(userId: string, id: string): Promise<AlbumRow> {
    const row = await this.prisma.album.findFirst({ where: { id, userId } });
    if (!row) throw new AppError('NOT_FOUND');
    return row;
  }

  private async viewsOf(rows: readonly AlbumRow[]): Promise<Album[]> {
    const summaries = await this.contents.summaries(
      rows.map(({ id }) => id),
      shownToOwner,
    );
    return Promise.all(rows.map((row) => this.viewOf(row, summaries.get(row.id) ?? emptyAlbum)));
  }

  private async viewOf(row: AlbumRow, { imageCount, cover }: AlbumSummary): Promise<Album> {
    const { id, title, description, visibility, version, createdAt, updatedAt } = row;
    return {
      ...{ id, title, description, visibility, version, imageCount },
      cover: cover && (await this.uploadUrls.viewOf(cover)),
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
    };
  }
}

/** The fields of the request that differ from the row. */
function changedIn(row: AlbumRow, { title, description, visibility }: UpdateAlbumRequest) {
  return {
    ...(title !== undefined && title !== row.title && { title }),
    ...(description !== undefined && description !== row.description && { description }),
    ...(visibility !== undefined && visibility !== row.visibility && { visibility }),
  };
}
