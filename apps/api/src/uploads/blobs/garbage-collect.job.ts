import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job-definition.ts';
import { JobQueue } from '../../platform/jobs/job-queue.ts';
import { ImageBlobs } from './image-blobs.service.ts';

/** Removes objects unless an upload uses them; written by whoever makes them superfluous, in the same transaction. */
export const garbageCollectJob = defineJob({
  name: 'uploads.reclaim',
  schema: z.strictObject({ servedAs: z.enum(['PUBLIC', 'PRIVATE']), contentHash: z.string().regex(/^[0-9a-f]{64}$/) }),
  // After that the sweeper takes over.
  retry: { limit: 10, delaySeconds: 2, maxDelaySeconds: 300 },
  concurrency: 2,
});

@Injectable()
export class GarbageCollectJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobQueue,
    private readonly objects: ImageBlobs,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(garbageCollectJob, async (objects) => {
      await this.objects.collectGarbage(objects);
    });
  }
}
