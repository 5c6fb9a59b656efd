import { Injectable } from '@nestjs/common';
import { type ErrorCode, ImageFields, isErrorCode, type ResumableUpload, type Upload } from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import type { ResumableUpload as Row } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { AppError, fieldError } from '../../platform/errors/app-error.ts';
import { toAppError } from '../../platform/errors/classify-error.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { PartialUploads } from '../../platform/storage/partial-uploads.ts';
import { ReceivingPlaces } from '../intake/receiving-places.service.ts';
import { OwnUploads } from '../library/own-uploads.service.ts';
import { UploadsService } from '../library/uploads.service.ts';
import type { Announcement } from './partial-uploads-store.ts';
import { acceptedOf, isOver, ResumableUploadsStore } from './resumable-uploads.store.ts';
import type { TusResponse } from './tus-exchange.ts';
import { UploadLock } from './upload-lock.service.ts';

/** What is wrong with the file itself stays wrong; everything else may be better on the next try. */
const finalFailures: readonly ErrorCode[] = [
  'UNSUPPORTED_MEDIA_TYPE',
  'INVALID_IMAGE',
  'IMAGE_TOO_LARGE',
  'MALWARE_DETECTED',
];

/** The response of the protocol, and the image if this was the last part. */
export interface PartResponse extends TusResponse {
  readonly upload: Upload | null;
}

/**
 * Files that arrive in parts. They lie in partial uploads until the last byte is there, and then go the way of every upload:
 * scanned, decoded, made anew, within the quota. However often the end is repeated, a file becomes one image.
 */
@Injectable()
export class ResumableUploads {
  constructor(
    private readonly rows: ResumableUploadsStore,
    private readonly places: ReceivingPlaces,
    private readonly locks: UploadLock,
    private readonly partialUploads: PartialUploads,
    private readonly uploads: UploadsService,
    private readonly own: OwnUploads,
    @InjectConfig() private readonly config: Config,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** @throws AppError QUOTA_EXCEEDED, TOO_MANY_UPLOADS, PAYLOAD_TOO_LARGE, and as `append` does. */
  async create(userId: string, request: FastifyRequest): Promise<PartResponse> {
    await this.uploads.assertRoom(userId);
    const created: Row[] = [];
    const response = await this.exchange(userId, request, null, async (announcement) => {
      created.push(await this.rows.create({ userId, ...judge(announcement) }));
    });
    const whole = created.find(({ length }) => length === response.offset);
    return { ...response, upload: whole ? await this.promote(whole) : null };
  }

  /** @throws AppError NOT_FOUND, UPLOAD_EXPIRED, UPLOAD_LOCKED */
  async status(userId: string, id: string): Promise<ResumableUpload> {
    await this.rows.require(userId, id);
    // Whoever asks is about to go on: a dead connection that still holds the upload is ended first.
    return this.locks.hold(id, async () => {
      const row = await this.rows.require(userId, id);
      // A process that died between the image and its response left them there.
      if (isOver(row)) await this.forgetBytes(id);
      return {
        length: row.length,
        offset: acceptedOf(row, isOver(row) ? 0 : await this.partialUploads.size(id)),
        expiresAt: row.expiresAt.toISOString(),
        upload: row.uploadId === null ? null : await this.findUpload(row, row.uploadId),
      };
    });
  }

  /**
   * @throws AppError NOT_FOUND, UPLOAD_EXPIRED, UPLOAD_LOCKED, UPLOAD_OFFSET_CONFLICT; with the last part also as
   *   `UploadsService.createImage` does
   */
  async append(userId: string, id: string, request: FastifyRequest): Promise<PartResponse> {
    const row = await this.rows.require(userId, id);
    if (isOver(row)) {
      // A client that lost the response sends its last part once more; whatever lies elsewhere was never a part.
      if (!endsAt(request, row.length)) throw new AppError('UPLOAD_OFFSET_CONFLICT');
      const headers = { 'upload-offset': String(row.length) };
      return { status: 200, headers, offset: row.length, upload: await this.outcomeOf(row) };
    }
    const response = await this.exchange(userId, request, { id });
    return { ...response, upload: response.offset === row.length ? await this.promote(row) : null };
  }

  /** The image it may have become stays. @throws AppError NOT_FOUND, UPLOAD_LOCKED */
  async remove(userId: string, id: string): Promise<void> {
    await this.rows.require(userId, id);
    await this.locks.hold(id, async () => {
      await this.partialUploads.remove(id);
      await this.rows.remove(id);
    });
  }

  /** The library of the protocol takes 20 MB, so it is loaded by the first upload. */
  private async exchange(
    userId: string,
    request: FastifyRequest,
    path: { readonly id: string } | null,
    begin: (announcement: Announcement) => Promise<void> = () => Promise.reject(new AppError('NOT_FOUND')),
  ): Promise<TusResponse> {
    const { exchangeByTus } = await import('./tus-exchange.ts');
    const { maxBytes, minRate } = this.config.uploads;
    const load = (id: string) => this.rows.require(userId, id);
    const resources = { partialUploads: this.partialUploads, locks: this.locks, maxBytes, minRate, load, begin };
    return this.places.hold(request, () => exchangeByTus(request, path, resources));
  }

  private async promote({ id, userId }: Row): Promise<Upload> {
    return this.locks.hold(id, async () => {
      const row = await this.rows.require(userId, id);
      const upload = isOver(row) ? await this.outcomeOf(row) : await this.createImage(row);
      await this.forgetBytes(id);
      return upload;
    });
  }

  private async createImage({ id, userId, visibility }: Row): Promise<Upload> {
    try {
      return await this.partialUploads.withFile(id, (path) =>
        this.uploads.createImage(userId, path, visibility, (tx, upload) => this.rows.markDone(tx, id, upload.id)),
      );
    } catch (error) {
      const { code } = toAppError(error);
      if (finalFailures.includes(code)) {
        await this.rows.markFailed(id, code);
        await this.forgetBytes(id);
      }
      throw error;
    }
  }

  /** The same response again, for a client that did not hear the first one. */
  private async outcomeOf(row: Row): Promise<Upload> {
    if (row.uploadId === null) throw new AppError(isErrorCode(row.failure) ? row.failure : 'INVALID_IMAGE');
    const upload = await this.findUpload(row, row.uploadId);
    if (!upload) throw new AppError('NOT_FOUND');
    return upload;
  }

  /** Null when it was deleted since. */
  private async findUpload({ userId }: Row, uploadId: string): Promise<Upload | null> {
    return this.own.find(userId, uploadId).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'NOT_FOUND') return null;
      throw error;
    });
  }

  /** What cannot be removed now is removed by the sweeper. */
  private async forgetBytes(id: string): Promise<void> {
    try {
      await this.partialUploads.remove(id);
    } catch (error) {
      this.logger.warn({ event: 'uploads.quarantine.remove.failed', reason: String(error) });
    }
  }
}

/** Whether the part that a PATCH announces lies within the file, and reaches its end or is of unknown length. */
function endsAt({ headers }: FastifyRequest, length: number): boolean {
  const offset = Number(headers['upload-offset']);
  const bytes = headers['content-length'] === undefined ? null : Number(headers['content-length']);
  return offset <= length && (bytes === null || offset + bytes === length);
}

/** Names and types that a client gives are never looked at. */
function judge({ id, length, metadata }: Announcement): Pick<Row, 'id' | 'length' | 'visibility'> {
  if (length === 0) throw new AppError('INVALID_IMAGE', { message: 'The file is empty.' });
  const parsed = ImageFields.shape.visibility.safeParse(metadata['visibility'] ?? undefined);
  if (!parsed.success) throw fieldError('visibility', 'This must be “public” or “private”.');
  return { id, length, visibility: parsed.data === 'public' ? 'PUBLIC' : 'PRIVATE' };
}
