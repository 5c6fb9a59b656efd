import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { type DomainEvent, eventSchemas } from '@pixelboxx/shared';
import { CdnPurger, CdnRefused } from '../../platform/cdn/cdn-purger.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { EventBus, PermanentEventError } from '../../platform/events/event-bus.ts';
import { defineJob, PermanentJobError } from '../../platform/jobs/job-definition.ts';
import { JobQueue } from '../../platform/jobs/job-queue.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { ImageBlobs } from './image-blobs.service.ts';

const subject = 'image.unpublished';
type Unpublished = DomainEvent<typeof subject>['data'];

/**
 * Once more, when no process can have served it for a while: a response that was under way, or one from another process's
 * read cache (30 s), may have filled the CDN again after the first purge.
 */
export const purgeAgainJob = defineJob({
  name: 'cdn.purge-again',
  schema: eventSchemas[subject],
  // For hours: what the event's own attempts could not reach is purged by this one.
  retry: { limit: 40, delaySeconds: 5, maxDelaySeconds: 600 },
});
const againAfterMs = 60_000;

/** Has the CDN forget images whose public objects are gone. Where none is configured nothing is subscribed. */
@Injectable()
export class CdnPurge implements OnModuleInit {
  constructor(
    private readonly cdn: CdnPurger,
    private readonly bus: EventBus,
    private readonly jobs: JobQueue,
    private readonly objects: ImageBlobs,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: Config,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    // Also without a CDN: jobs of the time before it was taken away would wait for ever.
    this.jobs.handle(purgeAgainJob, (data) => this.purge(data, PermanentJobError));
    if (this.cdn.isConfigured) this.bus.subscribe(subject, 'cdn-purge', (event) => this.handle(event));
  }

  private async handle({ id, data }: DomainEvent<typeof subject>): Promise<void> {
    // First, so that it is planned whatever becomes of this attempt; once, since it bears the event's id.
    const startAfter = new Date(this.clock.nowMs() + againAfterMs);
    await this.jobs.enqueue(null, purgeAgainJob, data, { id, startAfter });
    await this.purge(data, PermanentEventError);
  }

  private async purge(
    data: Unpublished,
    Refused: typeof PermanentEventError | typeof PermanentJobError,
  ): Promise<void> {
    const { contentHash, variants } = data;
    const { webOrigin } = this.config.http;
    // Without an address of its own for objects, the CDN stands before the site.
    const urls = variants.map((name) => new URL(this.objects.publicUrl(contentHash, name), webOrigin).href);
    try {
      await this.cdn.purge(urls);
    } catch (error) {
      if (error instanceof CdnRefused) throw new Refused(error.message);
      throw error;
    }
    this.logger.info({ event: 'cdn.purged', contentHash, variants });
  }
}
