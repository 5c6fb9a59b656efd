import { Injectable, type OnModuleInit } from '@nestjs/common';
import { webhookLimits } from '@pixelboxx/shared/features/webhooks';
import { z } from 'zod';
import { deleteInBatches } from '../platform/database/delete-in-batches.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { defineJob } from '../platform/jobs/job-definition.ts';
import { JobQueue } from '../platform/jobs/job-queue.ts';
import { deliver } from './deliver-job.ts';
import { DeliveriesStore } from './deliveries.store.ts';

const upkeep = defineJob({ name: 'webhooks.upkeep', schema: z.strictObject({}), timeoutSeconds: 600 });

/** Once an hour, on one of the replicas: deletes old deliveries, and resumes those whose job was lost. */
@Injectable()
export class WebhookUpkeep implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly jobs: JobQueue,
    private readonly store: DeliveriesStore,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(upkeep, async (_data, { signal }) => {
      await this.resume();
      await this.removeOld({ signal });
    });
    this.jobs.schedule(upkeep, '52 * * * *');
  }

  async resume(): Promise<void> {
    for (const webhookId of await this.store.forgotten()) await this.jobs.enqueue(null, deliver, { webhookId });
  }

  /** @returns the number of deleted deliveries */
  removeOld(options: { batchSize?: number; signal?: AbortSignal } = {}): Promise<number> {
    const condition = 'created_at < now() - make_interval(days => $1)';
    const target = { table: 'webhook_deliveries', key: 'id', condition, days: webhookLimits.deliveryDays };
    return deleteInBatches(this.prisma.pool, target, options);
  }
}
