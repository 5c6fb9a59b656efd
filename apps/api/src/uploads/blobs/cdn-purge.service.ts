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
 * Purges once more when no process can serve the image any more: a response in progress, or one from another process's
 * read cache (30 s), may have filled the CDN again after the first purge.
 */
export const purgeAgainJob = defineJob({
  name: 'cdn.purge-again',
  schema: eventSchemas[subject],
  // Lasts for hours: this job purges what the event's own attempts could not.
  retry: { limit: 40, delaySeconds: 5, maxDelaySeconds: 600 },
});
const againAfterMs = 60_000;

/** Makes the CDN drop images whose public objects are gone. Without a configured CDN nothing is subscribed. */
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
    // Also without a CDN: jobs from before it was removed would otherwise wait forever.
    this.jobs.handle(purgeAgainJob, (data) => this.purge(data, PermanentJobError));
    if (this.cdn.isConfigured) this.bus.subscribe(subject, 'cdn-purge', (event) => this.handle(event));
  }

  private async handle({ id, data }: DomainEvent<typeof subject>): Promise<void> {
    // First, so that it is planned even if this attempt fails; only once, because its id is the event's.
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
    // If objects have no URL of their own, the CDN is in front of the site.
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
