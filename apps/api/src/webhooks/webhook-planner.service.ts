import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { DomainEvent } from '@pixelboxx/shared';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { EventBus } from '../platform/events/event-bus.ts';
import { JobQueue } from '../platform/jobs/job-queue.ts';
import { deliver } from './deliver-job.ts';
import { DeliveriesStore } from './deliveries.store.ts';
import { WebhookDirectory } from './webhook-directory.ts';

/** Turns an event into one row for each of its receivers, and a job that sends what is due to a receiver. */
@Injectable()
export class WebhookPlanner implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly bus: EventBus,
    private readonly jobs: JobQueue,
    private readonly directory: WebhookDirectory,
    private readonly store: DeliveriesStore,
  ) {}

  onModuleInit(): void {
    this.bus.subscribeAll('webhooks', (event) => this.plan(event));
  }

  private async plan(event: DomainEvent): Promise<void> {
    const webhookIds = await this.directory.receiversOf(event);
    if (webhookIds.length === 0) return;
    await this.prisma.transact(async (tx) => {
      for (const webhookId of webhookIds) {
        if (await this.store.plan(tx, webhookId, event)) await this.jobs.enqueue(tx, deliver, { webhookId });
      }
    });
  }
}
