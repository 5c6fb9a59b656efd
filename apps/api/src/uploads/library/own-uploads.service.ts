import { Injectable } from '@nestjs/common';
import type { SignedUrl, Upload, UploadPage, UploadsQuery } from '@pixelboxx/shared';
import type { Upload as UploadRow } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { latestFirst, paginate } from '../../platform/database/pagination.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { UploadUrls } from './upload-urls.service.ts';
import { variantsOf } from '../blobs/index.ts';

/** A user's own uploads, for that user. Uploads that are not theirs, not ready or deleted do not exist here. */
@Injectable()
export class OwnUploads {
  constructor(
    private readonly prisma: PrismaService,
    private readonly uploadUrls: UploadUrls,
  ) {}

  /** Latest first. @throws AppError VALIDATION_ERROR for an invalid cursor. */
  async list(userId: string, { kind, ...page }: UploadsQuery): Promise<UploadPage> {
    const ofKind = kind === undefined ? {} : { kind };
    const { rows, nextCursor } = await paginate(page, latestFirst, ({ after, ...query }) =>
      this.prisma.upload.findMany({ where: { userId, status: 'READY', ...ofKind, ...after }, ...query }),
    );
    return { items: await Promise.all(rows.map((row) => this.uploadUrls.viewOf(row))), nextCursor };
  }

  /** @throws AppError NOT_FOUND */
  async find(userId: string, id: string): Promise<Upload> {
    return this.uploadUrls.viewOf(await this.require(userId, id));
  }

  /** A URL of one variant that expires soon, also for a public image. @throws AppError NOT_FOUND */
  async signedUrl(userId: string, id: string, variant: string): Promise<SignedUrl> {
    const row = await this.require(userId, id);
    if (!variantsOf(row).some(({ name }) => name === variant)) throw new AppError('NOT_FOUND');
    return this.uploadUrls.sign(row, variant);
  }

  /** @throws AppError NOT_FOUND */
  async require(userId: string, id: string): Promise<UploadRow> {
    const row = await this.prisma.upload.findFirst({ where: { id, userId, status: 'READY' } });
    if (!row) throw new AppError('NOT_FOUND');
    return row;
  }
}
