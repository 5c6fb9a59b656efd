import { Injectable } from '@nestjs/common';
import { type ErrorCode, isErrorCode, type Upload } from '@pixelboxx/shared';
import type { ResumableUpload as Row } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { toAppError } from '../../platform/errors/classify-error.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { PartialUploads } from '../../platform/storage/partial-uploads.ts';
import { UploadsService } from '../creation/index.ts';
import { OwnUploads } from '../library/index.ts';
import { isOver, ResumableUploadsStore } from './resumable-uploads.store.ts';
import { UploadLock } from './upload-lock.service.ts';

/** A fault of the file itself is permanent; after any other failure the next try may succeed. */
const finalFailures: readonly ErrorCode[] = [
  'UNSUPPORTED_MEDIA_TYPE',
  'INVALID_IMAGE',
  'IMAGE_TOO_LARGE',
  'MALWARE_DETECTED',
];

/**
 * Handles a file whose last byte has arrived: like every upload it is scanned, decoded and re-encoded, within the
 * quota. However often the last part is repeated, a file becomes one image.
 */
@Injectable()
export class UploadCompletion {
  constructor(
    private readonly rows: ResumableUploadsStore,
    private readonly locks: UploadLock,
    private readonly partialUploads: PartialUploads,
    private readonly uploads: UploadsService,
    private readonly own: OwnUploads,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** @throws AppError NOT_FOUND, UPLOAD_EXPIRED, UPLOAD_LOCKED; as `UploadsService.createImage` does. */
  async promote({ id, userId }: Row): Promise<Upload> {
    return this.locks.hold(id, async () => {
      const row = await this.rows.require(userId, id);
      const upload = isOver(row) ? await this.outcomeOf(row) : await this.createImage(row);
      await this.forgetBytes(id);
      return upload;
    });
  }

  /** The same response again, for a client that did not receive the first one. */
  async outcomeOf(row: Row): Promise<Upload> {
    if (row.uploadId === null) throw new AppError(isErrorCode(row.failure) ? row.failure : 'INVALID_IMAGE');
    const upload = await this.findUpload(row);
    if (!upload) throw new AppError('NOT_FOUND');
    return upload;
  }

  /** Null if there is none yet, or it was deleted since. */
  async findUpload({ userId, uploadId }: Row): Promise<Upload | null> {
    if (uploadId === null) return null;
    return this.own.find(userId, uploadId).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'NOT_FOUND') return null;
      throw error;
    });
  }

  /** The sweeper removes what cannot be removed now. */
  async forgetBytes(id: string): Promise<void> {
    try {
      await this.partialUploads.remove(id);
    } catch (error) {
      this.logger.warn({ event: 'uploads.quarantine.remove.failed', reason: String(error) });
    }
  }

  private async createImage({ id, userId, visibility }: Row): Promise<Upload> {
    try {
      return await this.partialUploads.withFile(id, (path) =>
        this.uploads.createImage(userId, path, visibility, {
          whenReady: (tx, upload) => this.rows.markDone(tx, id, upload.id),
        }),
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
}
