import { Injectable } from '@nestjs/common';
import type { Prisma, Upload as UploadRow } from '../generated/prisma/client.ts';
import { type PageRequest, paginate } from '../platform/database/pagination.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { fieldError } from '../platform/errors/app-error.ts';
import { isId } from '../platform/identifiers.ts';

/** The images that the owner sees in an album, including private ones and those that are held back. */
export const shownToOwner = { status: 'READY', deletedAt: null } satisfies Prisma.UploadWhereInput;

export interface AlbumSummary {
  readonly imageCount: number;
  /** The first of the counted images. */
  readonly cover: UploadRow | null;
}

export const emptyAlbum: AlbumSummary = { imageCount: 0, cover: null };

type Reader = Pick<Prisma.TransactionClient, 'albumImage'>;

/**
 * The contents of albums, for readers who can see the albums. `seen` selects the images that they can see: no others
 * are counted, listed or accepted as a cursor. Each reading runs its statements in one snapshot: every change of an
 * album moves its images, and the row of a deleted image is removed soon.
 */
@Injectable()
export class AlbumContents {
  constructor(private readonly prisma: PrismaService) {}

  /** By album id; albums without a visible image are omitted. */
  async summaries(albumIds: readonly string[], seen: Prisma.UploadWhereInput): Promise<Map<string, AlbumSummary>> {
    return albumIds.length === 0 ? new Map() : this.atOneMoment((tx) => this.summarize(tx, albumIds, seen));
  }

  /**
   * In the order of the album. The cursor is the last image. Its position would tell visitors how many images before it
   * they cannot see, and changes when somebody moves an image.
   * @throws AppError VALIDATION_ERROR for a cursor that ended no page, or whose image is no longer visible in the album
   */
  async page(
    albumId: string,
    request: PageRequest,
    seen: Prisma.UploadWhereInput,
  ): Promise<{ rows: UploadRow[]; nextCursor: string | null }> {
    return this.atOneMoment((tx) => this.read(tx, albumId, request, seen));
  }

  private atOneMoment<Result>(read: (tx: Reader) => Promise<Result>): Promise<Result> {
    return this.prisma.$transaction(read, { isolationLevel: 'RepeatableRead' });
  }

  private async summarize(
    tx: Reader,
    albumIds: readonly string[],
    seen: Prisma.UploadWhereInput,
  ): Promise<Map<string, AlbumSummary>> {
    const counts = await tx.albumImage.groupBy({
      by: ['albumId'],
      where: { albumId: { in: [...albumIds] }, upload: seen },
      _count: true,
      _min: { position: true },
    });
    if (counts.length === 0) return new Map();
    const firsts = await tx.albumImage.findMany({
      where: { OR: counts.map(({ albumId, _min }) => ({ albumId, position: _min.position ?? 0 })), upload: seen },
      include: { upload: true },
    });
    const covers = new Map(firsts.map(({ albumId, upload }) => [albumId, upload]));
    return new Map(
      counts.map(({ albumId, _count }) => [albumId, { imageCount: _count, cover: covers.get(albumId) ?? null }]),
    );
  }

  private async read(
    tx: Reader,
    albumId: string,
    { cursor, limit }: PageRequest,
    seen: Prisma.UploadWhereInput,
  ): Promise<{ rows: UploadRow[]; nextCursor: string | null }> {
    const position = cursor === undefined ? -1 : await this.positionOf(tx, albumId, cursor, seen);
    const keyset = {
      orderBy: [{ position: 'asc' as const }],
      after: () => ({ position: { gt: position } }),
      cursorOf: ({ uploadId }: { readonly uploadId: string }) => uploadId,
    };
    const { rows, nextCursor } = await paginate({ cursor, limit }, keyset, ({ after, ...query }) =>
      tx.albumImage.findMany({
        where: { albumId, upload: seen, ...after },
        include: { upload: true },
        ...query,
      }),
    );
    return { rows: rows.map(({ upload }) => upload), nextCursor };
  }

  /** Finds visible images only: otherwise a cursor would reveal whether a hidden image is in the album. */
  private async positionOf(
    tx: Reader,
    albumId: string,
    uploadId: string,
    seen: Prisma.UploadWhereInput,
  ): Promise<number> {
    const where = { albumId, uploadId, upload: seen };
    const row = isId(uploadId) ? await tx.albumImage.findFirst({ where }) : null;
    if (!row) throw fieldError('cursor', 'This is not a cursor of this list.');
    return row.position;
  }
}
