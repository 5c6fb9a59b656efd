import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Prisma, Upload as UploadRow } from '../../generated/prisma/client.ts';
import { AiServiceAway, ImageRefused } from '../../platform/ai/ai-service-errors.ts';
import { AiService } from '../../platform/ai/ai-service.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { defineJob, type JobRun } from '../../platform/jobs/job-definition.ts';
import { JobQueue } from '../../platform/jobs/job-queue.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { ObjectCopies } from '../blobs/index.ts';
import type { Decision } from './decision-record.service.ts';
import { ModerationDecisionsService } from './moderation-decisions.service.ts';

export const screenUpload = defineJob({
  name: 'uploads.screen',
  schema: z.strictObject({ uploadId: z.uuid() }),
  // Covers outages of about a minute; `screenPending` covers longer ones.
  retry: { limit: 5, delaySeconds: 2, maxDelaySeconds: 60 },
  timeoutSeconds: 90,
  concurrency: 2,
});

export const screenPending = defineJob({
  name: 'uploads.screen-pending',
  schema: z.strictObject({}),
  retry: { limit: 0, delaySeconds: 1, maxDelaySeconds: 1 },
  timeoutSeconds: 280,
});

/** The model uses 224 × 224 pixels: a larger image only takes longer to send. */
const screenedWidth = 1280;
/** After this time the job of the upload itself has used its attempts. */
const overdueMs = 5 * 60_000;
/** About as many as one ai-service completes between two runs. */
const overdueBatch = 5_000;
/** An upload is not enqueued again within this time. */
const againMs = 15 * 60_000;

/**
 * Lets the ai-service screen every upload that becomes READY. Until then the screening is PENDING; a failure never
 * approves anything.
 */
@Injectable()
export class ScreeningService implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly jobs: JobQueue,
    private readonly ai: AiService,
    private readonly copies: ObjectCopies,
    private readonly decisions: ModerationDecisionsService,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(screenUpload, ({ uploadId }, run) => this.screen(uploadId, run));
    this.jobs.handle(screenPending, () => this.resume());
    this.jobs.schedule(screenPending, '*/5 * * * *');
  }

  /** Call it in the transaction that makes an upload READY. */
  async request(tx: Prisma.TransactionClient, uploadId: string): Promise<void> {
    // No reason to refuse the upload: a later run finds PENDING ones.
    if (!this.ai.isConfigured || !this.jobs.isUp()) return;
    await this.jobs.enqueue(tx, screenUpload, { uploadId });
  }

  private async screen(uploadId: string, run: JobRun): Promise<void> {
    const upload = await this.prisma.upload.findUnique({ where: { id: uploadId } });
    if (upload?.status !== 'READY' || upload.screening !== 'PENDING') return;
    try {
      await this.decisions.apply(upload, await this.decide(upload, run));
    } catch (error) {
      if (!(await this.isWaiting(uploadId))) return;
      if (!(error instanceof AiServiceAway) || !run.isLastAttempt) throw error;
      this.logger.warn({ event: 'screening.postponed', uploadId, reason: error.message });
    }
  }

  /** @throws AiServiceAway, ObjectsMissing, AppError SERVICE_UNAVAILABLE; ImageRefused, to be retried */
  private async decide(upload: UploadRow, { signal, isLastAttempt }: JobRun): Promise<Decision> {
    const names = this.copies.namesUpTo(screenedWidth, upload);
    for (const name of names) {
      try {
        const { flagged, scores } = await this.ai.screen(await this.copies.readOne(upload, name), signal);
        return { screening: flagged ? 'FLAGGED' : 'APPROVED', facts: { scores, screenedAt: this.clock.now() } };
      } catch (error) {
        if (!(error instanceof ImageRefused)) throw error;
        if (error.reason === 'failing' && !isLastAttempt) throw error;
        if (error.reason !== 'too-large') break;
      }
    }
    // If no model can decide, a user must.
    this.logger.warn({ event: 'screening.undecided', uploadId: upload.id });
    return { screening: 'FLAGGED', facts: { screenedAt: this.clock.now() } };
  }

  /** If it was deleted or decided meanwhile, a failure no longer matters. */
  private async isWaiting(id: string): Promise<boolean> {
    return (await this.prisma.upload.count({ where: { id, screening: 'PENDING' } })) > 0;
  }

  /** Resumes uploads without a job: those that outlasted an outage, or were uploaded before screening was introduced. */
  private async resume(): Promise<void> {
    if (this.ai.isAway()) return;
    const overdue = await this.prisma.upload.findMany({
      where: { screening: 'PENDING', status: 'READY', createdAt: { lt: new Date(this.clock.nowMs() - overdueMs) } },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      // One is enough to find out whether a service that refused us has been fixed.
      take: this.ai.isUp() ? overdueBatch : 1,
    });
    for (const upload of overdue) {
      if (this.ai.isConfigured) {
        await this.jobs.enqueue(
          null,
          screenUpload,
          { uploadId: upload.id },
          { id: jobIdOf(upload.id, this.clock.nowMs()) },
        );
      } else await this.skip(upload);
    }
    if (overdue.length > 0) this.logger.info({ event: 'screening.resumed', uploads: overdue.length });
  }

  /** An upload that cannot be published now must not block the others. */
  private async skip(upload: UploadRow): Promise<void> {
    try {
      await this.decisions.apply(upload, { screening: 'SKIPPED', facts: {} });
    } catch (error) {
      this.logger.warn({ event: 'screening.skip.failed', uploadId: upload.id, reason: String(error) });
    }
  }
}

/** The same id for an upload within a period, so that a long queue does not fill with copies (RFC 9562 5.8). */
function jobIdOf(uploadId: string, nowMs: number): string {
  const digest = createHash('sha256').update(`${uploadId}/${Math.floor(nowMs / againMs)}`);
  const bytes = digest.digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
