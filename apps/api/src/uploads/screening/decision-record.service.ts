import { Injectable } from '@nestjs/common';
import type { Prisma, Upload as UploadRow } from '../../generated/prisma/client.ts';
import { afterCommit } from '../../platform/database/after-commit.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import { JobQueue } from '../../platform/jobs/job-queue.ts';
import { MetricSources } from '../../platform/observability/metrics/metric-sources.ts';
import { UsersService } from '../../users/index.ts';
import { garbageCollectJob, garbageCollectPayload, type ObjectsRef } from '../blobs/index.ts';
import { AvatarPublication } from './avatar-publication.service.ts';
import { asItWas, Superseded } from './upload-move.service.ts';

/** The decision about an upload, and who or what made it. */
export interface Decision {
  readonly screening: 'APPROVED' | 'FLAGGED' | 'SKIPPED';
  readonly facts: Pick<Prisma.UploadUpdateManyMutationInput, 'scores' | 'screenedAt' | 'reviewedAt'> & {
    readonly reviewedById?: string;
  };
}

const announcements = { APPROVED: 'upload.approved', FLAGGED: 'upload.flagged', SKIPPED: null } as const;

/** Writes a decision to the database, with its consequences. */
@Injectable()
export class DecisionRecord {
  private readonly count: (decision: `${'model' | 'moderator'} ${Decision['screening']}`) => void;

  constructor(
    private readonly users: UsersService,
    private readonly avatar: AvatarPublication,
    private readonly events: EventOutbox,
    private readonly jobs: JobQueue,
    metrics: MetricSources,
  ) {
    const decisions = ['APPROVED', 'FLAGGED', 'SKIPPED'] as const;
    this.count = metrics.count({
      name: 'pixelboxx_moderation_decisions_total',
      help: 'Decisions about uploads, by who decided and what',
      label: 'decision',
      kinds: decisions.flatMap((decision) => [`model ${decision}`, `moderator ${decision}`] as const),
    });
  }

  /** `upload` is the row on which the decision is based. @throws Superseded if it has changed. */
  async write(
    tx: Prisma.TransactionClient,
    upload: UploadRow,
    { screening, facts }: Decision,
    storageVisibility: UploadRow['storageVisibility'],
  ): Promise<void> {
    const { id, userId, kind } = upload;
    // The user before the upload, as everywhere an avatar changes.
    if (kind === 'AVATAR') await this.users.lock(tx, userId);
    const { count } = await tx.upload.updateMany({
      where: asItWas(upload),
      data: { ...facts, screening, storageVisibility, version: { increment: 1 } },
    });
    if (count === 0) throw new Superseded();
    if (storageVisibility !== upload.storageVisibility) await this.leave(tx, upload);
    afterCommit(tx, () => this.count(`${facts.reviewedAt ? 'moderator' : 'model'} ${screening}`));
    const subject =
      announcements[screening] ?? (storageVisibility === upload.storageVisibility ? null : 'upload.updated');
    if (subject) await this.events.publish(tx, { subject, aggregateId: userId, data: { userId, uploadId: id } });
  }

  /** The consequences of a move. `upload` is the row before it. */
  private async leave(tx: Prisma.TransactionClient, upload: UploadRow): Promise<void> {
    const superfluous: ObjectsRef[] = [upload];
    if (upload.kind === 'AVATAR' && upload.storageVisibility === 'PUBLIC') await this.avatar.hide(tx, upload);
    else if (upload.kind === 'AVATAR') superfluous.push(...(await this.avatar.show(tx, upload)));
    for (const objects of superfluous) {
      await this.jobs.enqueue(tx, garbageCollectJob, garbageCollectPayload(objects));
    }
  }
}
