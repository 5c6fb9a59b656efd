import { Injectable } from '@nestjs/common';
import { ImageFields, type ResumableUpload, type Upload } from '@pixelboxx/shared';
import type { ResumableUpload as Row } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError, fieldError } from '../../platform/errors/app-error.ts';
import { PartialUploads } from '../../platform/storage/partial-uploads.ts';
import { StorageQuotaService } from '../library/index.ts';
import { PartReceiver } from './part-receiver.service.ts';
import type { Announcement } from './partial-uploads-store.ts';
import { acceptedOf, isOver, ResumableUploadsStore } from './resumable-uploads.store.ts';
import type { TusRequest, TusResponse } from './tus-exchange.ts';
import { UploadCompletion } from './upload-completion.service.ts';
import { UploadLock } from './upload-lock.service.ts';

/** The tus response, and the image if this was the last part. */
export interface PartResponse extends TusResponse {
  readonly upload: Upload | null;
}

/**
 * Files that arrive in parts. They stay in partial uploads until the last byte has arrived; then `UploadCompletion`
 * handles them.
 */
@Injectable()
export class ResumableUploads {
  constructor(
    private readonly prisma: PrismaService,
    private readonly rows: ResumableUploadsStore,
    private readonly parts: PartReceiver,
    private readonly locks: UploadLock,
    private readonly partialUploads: PartialUploads,
    private readonly completion: UploadCompletion,
    private readonly quota: StorageQuotaService,
  ) {}

  /** @throws AppError QUOTA_EXCEEDED, TOO_MANY_UPLOADS, PAYLOAD_TOO_LARGE, and as `append` does. */
  async create(userId: string, request: TusRequest): Promise<PartResponse> {
    await this.quota.assertRoom(userId);
    const created: Row[] = [];
    const response = await this.parts.receive(userId, request, null, async (announcement) => {
      const upload = { userId, ...validate(announcement) };
      created.push(await this.prisma.$transaction((tx) => this.rows.create(tx, upload)));
    });
    const whole = created.find(({ length }) => length === response.offset);
    return { ...response, upload: whole ? await this.completion.promote(whole) : null };
  }

  /** @throws AppError NOT_FOUND, UPLOAD_EXPIRED, UPLOAD_LOCKED */
  async status(userId: string, id: string): Promise<ResumableUpload> {
    await this.rows.require(userId, id);
    // The client is about to continue: a dead connection that still holds the upload is ended first.
    return this.locks.hold(id, async () => {
      const row = await this.rows.require(userId, id);
      // Left by a process that died between creating the image and responding.
      if (isOver(row)) await this.completion.forgetBytes(id);
      return {
        length: row.length,
        offset: acceptedOf(row, isOver(row) ? 0 : await this.partialUploads.size(id)),
        expiresAt: row.expiresAt.toISOString(),
        upload: await this.completion.findUpload(row),
      };
    });
  }

  /**
   * @throws AppError NOT_FOUND, UPLOAD_EXPIRED, UPLOAD_LOCKED, UPLOAD_OFFSET_CONFLICT; for the last part also as
   *   `UploadsService.createImage` does
   */
  async append(userId: string, id: string, request: TusRequest): Promise<PartResponse> {
    const row = await this.rows.require(userId, id);
    if (isOver(row)) {
      // A client that lost the response sends its last part again; at any other offset it was never a part.
      if (!endsAt(request, row.length)) throw new AppError('UPLOAD_OFFSET_CONFLICT');
      const headers = { 'upload-offset': String(row.length) };
      return { status: 200, headers, offset: row.length, upload: await this.completion.outcomeOf(row) };
    }
    const response = await this.parts.receive(userId, request, { id });
    return { ...response, upload: response.offset === row.length ? await this.completion.promote(row) : null };
  }

  /** An image created from it stays. @throws AppError NOT_FOUND, UPLOAD_LOCKED */
  async remove(userId: string, id: string): Promise<void> {
    await this.rows.require(userId, id);
    await this.locks.hold(id, async () => {
      await this.partialUploads.remove(id);
      await this.rows.remove(id);
    });
  }
}

/** Whether the part that a PATCH announces is within the file, and reaches its end or has unknown length. */
function endsAt({ headers }: TusRequest, length: number): boolean {
  const offset = Number(headers['upload-offset']);
  const bytes = headers['content-length'] === undefined ? null : Number(headers['content-length']);
  return offset <= length && (bytes === null || offset + bytes === length);
}

/** Names and types from clients are ignored. */
function validate({ id, length, metadata }: Announcement): Pick<Row, 'id' | 'length' | 'visibility'> {
  if (length === 0) throw new AppError('INVALID_IMAGE', { message: 'The file is empty.' });
  const parsed = ImageFields.shape.visibility.safeParse(metadata['visibility'] ?? undefined);
  if (!parsed.success) throw fieldError('visibility', 'This must be “public” or “private”.');
  return { id, length, visibility: parsed.data === 'public' ? 'PUBLIC' : 'PRIVATE' };
}
