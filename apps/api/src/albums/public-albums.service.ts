import { Injectable } from '@nestjs/common';
import type { PublicImagePage } from '@pixelboxx/shared';
import type { AlbumImagesQuery, AlbumsQuery } from '@pixelboxx/shared/features/albums';
import type { PublicAlbum, PublicAlbumPage } from '@pixelboxx/shared/features/public-albums';
import type { Album as AlbumRow } from '../generated/prisma/client.ts';
import { latestFirst, paginate } from '../platform/database/pagination.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { PublicImages, shownToAll } from '../uploads/library/index.ts';
import { UsersService } from '../users/index.ts';
import { AlbumContents, emptyAlbum } from './album-contents.service.ts';

/** A user's public albums, with those of their images that everybody can see. */
@Injectable()
export class PublicAlbums {
  constructor(
    private readonly prisma: PrismaService,
    private readonly users: UsersService,
    private readonly contents: AlbumContents,
    private readonly shown: PublicImages,
  ) {}

  /**
   * The latest first.
   * @throws AppError NOT_FOUND, also for users who left or are suspended; VALIDATION_ERROR for an invalid cursor
   */
  async list(username: string, page: AlbumsQuery): Promise<PublicAlbumPage> {
    const { id: userId } = await this.users.findVisible(username);
    const { rows, nextCursor } = await paginate(page, latestFirst, ({ after, ...query }) =>
      this.prisma.album.findMany({ where: { userId, visibility: 'PUBLIC', ...after }, ...query }),
    );
    return { items: await this.viewsOf(rows), nextCursor };
  }

  /** @throws AppError NOT_FOUND, for a private album as for one that never existed */
  async find(username: string, id: string): Promise<PublicAlbum> {
    const [album] = await this.viewsOf([await this.require(username, id)]);
    if (!album) throw new AppError('NOT_FOUND');
    return album;
  }

  /** In the order of the album. @throws AppError NOT_FOUND; VALIDATION_ERROR for an invalid cursor */
  async images(username: string, id: string, page: AlbumImagesQuery): Promise<PublicImagePage> {
    await this.require(username, id);
    const { rows, nextCursor } = await this.contents.page(id, page, shownToAll);
    return { items: rows.map((row) => this.shown.viewOf(row)), nextCursor };
  }

  private async require(username: string, id: string): Promise<AlbumRow> {
    const { id: userId } = await this.users.findVisible(username);
    const row = await this.prisma.album.findFirst({ where: { id, userId, visibility: 'PUBLIC' } });
    if (!row) throw new AppError('NOT_FOUND');
    return row;
  }

  private async viewsOf(rows: readonly AlbumRow[]): Promise<PublicAlbum[]> {
    const summaries = await this.contents.summaries(
      rows.map(({ id }) => id),
      shownToAll,
    );
    return rows.map(({ id, title, description, createdAt }) => {
      const { imageCount, cover } = summaries.get(id) ?? emptyAlbum;
      return {
        ...{ id, title, description, imageCount },
        cover: cover && this.shown.viewOf(cover),
        createdAt: createdAt.toISOString(),
      };
    });
  }
}
