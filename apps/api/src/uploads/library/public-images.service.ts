import { Injectable } from '@nestjs/common';
import type { PublicImage, PublicImagePage, PublicImagesQuery } from '@pixelboxx/shared';
import type { Prisma, Upload as UploadRow } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { latestFirst, paginate } from '../../platform/database/pagination.ts';
import { UsersService } from '../../users/index.ts';
import { variantsOf } from '../blobs/index.ts';
import { UploadUrls } from './upload-urls.service.ts';

/**
 * Images that anybody may see: made public by the owner, approved (or never to be screened), and stored at permanent URLs.
 * Complete on its own, also as a condition on a relation. `UsersService.findVisible` decides whether the owner may be seen.
 */
export const shownToAll = {
  kind: 'IMAGE',
  status: 'READY',
  deletedAt: null,
  visibility: 'PUBLIC',
  storageVisibility: 'PUBLIC',
  screening: { in: ['APPROVED', 'SKIPPED'] },
} satisfies Prisma.UploadWhereInput;

/** The public images of a user. */
@Injectable()
export class PublicImages {
  constructor(
    private readonly prisma: PrismaService,
    private readonly users: UsersService,
    private readonly uploadUrls: UploadUrls,
  ) {}

  /**
   * Latest first.
   * @throws AppError NOT_FOUND, also for users who left or are suspended; VALIDATION_ERROR for an invalid cursor
   */
  async list(username: string, page: PublicImagesQuery): Promise<PublicImagePage> {
    const { id: userId } = await this.users.profile(username);
    const { rows, nextCursor } = await paginate(page, latestFirst, ({ after, ...query }) =>
      this.prisma.upload.findMany({ where: { userId, ...shownToAll, ...after }, ...query }),
    );
    return { items: rows.map((row) => this.viewOf(row)), nextCursor };
  }

  /** For a row that is `shownToAll`. Contains nothing that only its owner knows: no version, no decision, no total size. */
  viewOf(row: UploadRow): PublicImage {
    const { id, width, height, thumbhash, dominantColor, caption, altText, createdAt } = row;
    const variants = variantsOf(row).map((variant) => ({
      ...variant,
      url: this.uploadUrls.publicUrl(row, variant.name),
    }));
    return {
      ...{ id, width, height, thumbhash, dominantColor, variants, caption, altText },
      createdAt: createdAt.toISOString(),
    };
  }
}
