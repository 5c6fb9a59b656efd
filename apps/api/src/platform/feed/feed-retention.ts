import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { deleteInBatches } from '../database/delete-in-batches.ts';
import { PrismaService } from '../database/prisma.service.ts';
import { defineJob } from '../jobs/job-definition.ts';
import { JobQueue } from '../jobs/job-queue.ts';

/** How long a follower can be away and still continue from its position. */
export const feedRetentionDays = 7;

const removeOldEntries = defineJob({
  name: 'feed.remove-old',
  schema: z.strictObject({}),
  timeoutSeconds: 600,
});

/** Deletes entries older than that, once an hour on one of the replicas. */
@Injectable()
export class FeedRetention implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly jobs: JobQueue,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(removeOldEntries, async (_data, { signal }) => {
      await this.remove({ signal });
    });
    this.jobs.schedule(removeOldEntries, '47 * * * *');
  }

  /** @returns how many were deleted */
  remove(options: { batchSize?: number; signal?: AbortSignal } = {}): Promise<number> {
    const condition = 'created_at < now() - make_interval(days => $1)';
    return deleteInBatches(
      this.prisma.pool,
      { table: 'feed_entries', key: 'id', condition, days: feedRetentionDays },
      options,
    );
  }
}
