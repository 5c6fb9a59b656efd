import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { deleteInBatches } from '../../database/delete-in-batches.ts';
import { PrismaService } from '../../database/prisma.service.ts';
import { defineJob } from '../../jobs/job-definition.ts';
import { JobQueue } from '../../jobs/job-queue.ts';

/** How long administrators have to find out why an event could not be handled. */
const deadEventDays = 90;

export const removeOldDeadEvents = defineJob({
  name: 'events.remove-dead',
  schema: z.strictObject({}),
  timeoutSeconds: 600,
});

/** Deletes old dead events that nobody acted on, once an hour on one of the replicas. */
@Injectable()
export class DeadEventRetention implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly jobs: JobQueue,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(removeOldDeadEvents, async (_data, { signal }) => {
      await this.remove({ signal });
    });
    this.jobs.schedule(removeOldDeadEvents, '37 * * * *');
  }

  /** @returns how many were deleted */
  remove(options: { batchSize?: number; signal?: AbortSignal } = {}): Promise<number> {
    const condition = 'failed_at < now() - make_interval(days => $1)';
    return deleteInBatches(
      this.prisma.pool,
      { table: 'dead_events', key: 'id', condition, days: deadEventDays },
      options,
    );
  }
}
