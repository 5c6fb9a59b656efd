import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { Webhook } from '../generated/prisma/client.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { JobQueue } from '../platform/jobs/job-queue.ts';
import { InjectLogger, type Logger } from '../platform/observability/logger.ts';
import { deliver, noEarlierThan } from './deliver-job.ts';
import { type ClaimedDelivery, DeliveriesStore } from './deliveries.store.ts';
import { WebhookDirectory } from './webhook-directory.ts';
import { WebhookSender } from './webhook-sender.service.ts';

/** Parallel deliveries to one receiver. */
const maxConcurrent = 10;
/** A worker moves on to the next receiver after this time, so that one with many deliveries does not occupy it. */
const turnMs = 30_000;

/**
 * Sends the deliveries that are due to one receiver: at least once and in no order, as in the standard. Failed
 * deliveries are retried for three days. A receiver that fails is paused for a while; then one delivery tests whether
 * it is back.
 */
@Injectable()
export class WebhookDeliveryService implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly jobs: JobQueue,
    private readonly directory: WebhookDirectory,
    private readonly store: DeliveriesStore,
    private readonly sender: WebhookSender,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(deliver, ({ webhookId }, { signal }) => this.deliverDue(webhookId, signal));
  }

  private async deliverDue(webhookId: string, signal: AbortSignal): Promise<void> {
    const endMs = performance.now() + turnMs;
    while (!signal.aborted && performance.now() < endMs) {
      const webhook = await this.store.open(webhookId);
      if (!webhook) return;
      const claimed = await this.store.claim(webhookId, webhook.failures > 0 ? 1 : maxConcurrent);
      if (claimed.length === 0) break;
      await Promise.all(claimed.map((delivery) => this.attempt(webhook, delivery)));
    }
    const due = await this.store.nextDue(webhookId);
    if (!due) return;
    const now = this.clock.now();
    await this.jobs.enqueue(null, deliver, { webhookId }, noEarlierThan(webhookId, due > now ? due : now));
  }

  private async attempt(webhook: Webhook, delivery: ClaimedDelivery): Promise<void> {
    const outcome = await this.sender.send(webhook, delivery);
    const facts = { webhookId: webhook.id, subject: delivery.subject, eventId: delivery.eventId, ...outcome };
    if (outcome.error === null) {
      await this.store.recordSuccess(webhook, delivery, outcome);
      this.logger.info({ event: 'webhook.delivered', ...facts });
      return;
    }
    this.logger.warn({ event: 'webhook.failed', ...facts, attempt: delivery.attempts });
    const disabled = await this.prisma.transact((tx) => this.store.recordFailure(tx, webhook, delivery, outcome));
    if (disabled === null) return;
    await this.directory.invalidate(webhook.id);
    this.logger.error({ event: 'webhook.disabled', webhookId: webhook.id, reason: disabled });
  }
}
