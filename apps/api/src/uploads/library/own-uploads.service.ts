import { Injectable } from '@nestjs/common';
import type { SignedUrl, Upload, UploadPage, UploadsQuery } from '@pixelboxx/shared';
import type { Upload as UploadRow } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { olderThan, readTimeCursor, writeTimeCursor } from '../../platform/database/time-cursor.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { UploadUrls } from './upload-urls.service.ts';
import { variantsOf } from '../blobs/index.ts';

/** A user's own uploads, for themselves. Whatever is not theirs, not ready or deleted is not there. */
@Injectable()
export class OwnUploads {
  constructor(
    private readonly prisma: PrismaService,
    private readonly addresses: UploadUrls,
  ) {}

  /** The latest first. @throws AppError VALIDATION_ERROR for a cursor that is none. */
  async list(userId: string, { kind, cursor, limit }: UploadsQuery): Promise<UploadPage> {
    const rows = await this.prisma.upload.findMany({
      where: {
        userId,
        status: 'READY',
        ...(kind === undefined ? {} : { kind }),
        ...(cursor === undefined ? {} : olderThan(readTimeCursor(cursor))),
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      // One more tells whether there is a next page.
      take: limit + 1,
    });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: await Promise.all(page.map((row) => this.addresses.viewOf(row))),
      nextCursor: last && rows.length > limit ? writeTimeCursor(last) : null,
    };
  }

  /** @throws AppError NOT_FOUND */
  async find(userId: string, id: string): Promise<Upload> {
    return this.addresses.viewOf(await this.require(userId, id));
  }

  /** An address of one variant that ends soon, also for a public image. @throws AppError NOT_FOUND */
  async signedUrl(userId: string, id: string, variant: string): Promise<SignedUrl> {
    const row = await this.require(userId, id);
    if (!variantsOf(row).some(({ name }) => name === variant)) throw new AppError('NOT_FOUND');
    return this.addresses.sign(row, variant);
  }

  private async require(userId: string, id: string): Promise<UploadRow> {
    const row = await this.prisma.upload.findFirst({ where: { id, userId, status: 'READY' } });
    if (!row) throw new AppError('NOT_FOUND');
    return row;
  }
}
