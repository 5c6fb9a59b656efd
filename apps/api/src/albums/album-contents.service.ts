import { Injectable } from '@nestjs/common';
import type { Prisma, Upload as UploadRow } from '../generated/prisma/client.ts';
import { type PageRequest, paginate } from '../platform/database/pagination.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { fieldError } from '../platform/errors/app-error.ts';
import { isId } from '../platform/identifiers.ts';

/** What its owner sees in an album: also what is private, or held back. */
export const shownToOwner = { status: 'READY', deletedAt: null } satisfies Prisma.UploadWhereInput;

export interface AlbumSummary {
  readonly imageCount: number;
  /** The first of those that are counted. */
  readonly cover: UploadRow | null;
}

export const emptyAlbum: AlbumSummary = { imageCount: 0, cover: null };

type Reader = Pick<Prisma.TransactionClient, 'albumImage'>;

/**
 * What is in albums, for who may see the albums. Which of the images they may see is `seen`: nothing else is counted, listed
 * or a place to go on from. Each reading takes several statements, of one moment: every change of an album gives its images
 * other positions, and the row of a deleted image soon goes.
 */
@Injectable()
export class AlbumContents {
  constructor(private readonly prisma: PrismaService) {}

  /** By the album's id; one in which nothing is to be seen is not in it. */
  async summaries(albumIds: readonly string[], seen: Prisma.UploadWhereInput): Promise<Map<string, AlbumSummary>> {
    return albumIds.length === 0 ? new Map() : this.atOneMoment((tx) => this.summarize(tx, albumIds, seen));
  }

  /**
   * In the order of the album. The cursor is the last image and not its position, which would tell visitors how many images
   * before it they do not see, and which is another one once somebody moves an image.
   * @throws AppError VALIDATION_ERROR for a cursor that no page ended with, or whose image is no longer to be seen in the album
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

  /** Of what may be seen alone: otherwise a cursor would tell whether an image that is hidden is in the album. */
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
