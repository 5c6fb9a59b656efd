import { Injectable } from '@nestjs/common';
import type { UpdateUploadRequest, Upload } from '@pixelboxx/shared';
import type { Prisma, Upload as UploadRow, UploadVisibility } from '../../generated/prisma/client.ts';
import { AppError, fieldError } from '../../platform/errors/app-error.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import { allowsVersion, type IfMatch, versionConflict, versionIn } from '../../platform/http/contract/version.ts';
import { JobQueue } from '../../platform/jobs/job-queue.ts';
import { garbageCollectJob, garbageCollectPayload } from '../blobs/index.ts';
import { OwnUploads, UploadRemoval, UploadUrls } from '../library/index.ts';
import { asItWas, Superseded, UploadMove } from '../screening/index.ts';
import { storageVisibilityFor } from './storage-visibility.ts';
import { UploadReferences } from './upload-references.service.ts';

/** Decisions come once or twice in the life of an upload, so a second attempt usually succeeds; the owner's own changes compete too. */
const attempts = 8;

interface Change {
  readonly texts: Pick<Prisma.UploadUpdateManyMutationInput, 'caption' | 'altText'>;
  /** Null if unchanged. */
  readonly visibility: UploadVisibility | null;
}

/** What owners change about their uploads. */
@Injectable()
export class UploadChanges {
  constructor(
    private readonly own: OwnUploads,
    private readonly moves: UploadMove,
    private readonly removal: UploadRemoval,
    private readonly uploadUrls: UploadUrls,
    private readonly events: EventOutbox,
    private readonly jobs: JobQueue,
    private readonly references: UploadReferences,
  ) {}

  /**
   * When it resolves for an image made private, the image's permanent URLs lead nowhere, unless another upload of the same
   * image is public. One made public gets them once screening has approved it.
   * @throws AppError NOT_FOUND, VERSION_CONFLICT; VALIDATION_ERROR for an avatar that should be private;
   *   SERVICE_UNAVAILABLE while the store is down
   */
  async apply(userId: string, id: string, request: UpdateUploadRequest, ifMatch: IfMatch): Promise<Upload> {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const upload = await this.own.require(userId, id);
      if (!allowsVersion(ifMatch, upload.version)) throw versionConflict(upload.version);
      const updated = await this.attempt(upload, changeOf(upload, request), ifMatch);
      if (updated) return this.uploadUrls.viewOf(updated);
    }
    throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 1 } });
  }

  /** Null if the upload no longer matches `upload`: a decision was made, or it was changed or deleted meanwhile. */
  private async attempt(upload: UploadRow, change: Change, ifMatch: IfMatch): Promise<UploadRow | null> {
    if (isNone(change)) return upload;
    const storageVisibility =
      change.visibility === null ? upload.storageVisibility : storageVisibilityFor(upload, change.visibility);
    try {
      const updated = await this.moves.carryOut(upload, storageVisibility, (tx) =>
        this.write(tx, upload, change, storageVisibility, ifMatch),
      );
      // At once, and not only by the job: users who made an image private may check whether it is.
      if (storageVisibility !== upload.storageVisibility) await this.removal.collectGarbageQuietly([upload]);
      return updated;
    } catch (error) {
      if (error instanceof Superseded) return null;
      throw error;
    }
  }

  /** The statement that raises the version also compares it: of concurrent requests with the same version, one succeeds. */
  private async write(
    tx: Prisma.TransactionClient,
    upload: UploadRow,
    { texts, visibility }: Change,
    storageVisibility: UploadVisibility,
    ifMatch: IfMatch,
  ): Promise<UploadRow> {
    const { id, userId } = upload;
    // Texts alone concern nobody else: they do not compete with decisions.
    const isSame = visibility === null ? { id, status: 'READY' as const, deletedAt: null } : asItWas(upload);
    const [updated] = await tx.upload.updateManyAndReturn({
      where: { ...isSame, userId, ...versionIn(ifMatch) },
      data: { ...texts, ...(visibility && { visibility, storageVisibility }), version: { increment: 1 } },
    });
    if (!updated) throw new Superseded();
    if (visibility !== null) await this.references.letGo(tx, id);
    // Without the queue, `attempt` removes them, or else the sweeper.
    if (storageVisibility !== upload.storageVisibility && this.jobs.isUp()) {
      await this.jobs.enqueue(tx, garbageCollectJob, garbageCollectPayload(upload));
    }
    await this.events.publish(tx, { subject: 'upload.updated', aggregateId: userId, data: { userId, uploadId: id } });
    return updated;
  }
}

/** What the request changes about the current upload. @throws AppError VALIDATION_ERROR */
function changeOf(upload: UploadRow, { visibility, caption, altText }: UpdateUploadRequest): Change {
  const wanted = visibility === undefined ? upload.visibility : visibility === 'public' ? 'PUBLIC' : 'PRIVATE';
  if (upload.kind === 'AVATAR' && wanted === 'PRIVATE') {
    throw fieldError('visibility', 'Your avatar is seen by everybody. Remove it instead.');
  }
  return {
    texts: {
      ...(caption !== undefined && caption !== upload.caption && { caption }),
      ...(altText !== undefined && altText !== upload.altText && { altText }),
    },
    visibility: wanted === upload.visibility ? null : wanted,
  };
}

function isNone({ texts, visibility }: Change): boolean {
  return visibility === null && Object.keys(texts).length === 0;
}
