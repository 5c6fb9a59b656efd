import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job-definition.ts';
import { JobQueue } from '../../platform/jobs/job-queue.ts';
import { StoredObjects } from './image-blobs.service.ts';

/** Removes objects unless an upload uses them; written by whoever makes them superfluous, in the same transaction. */
export const reclaimObjects = defineJob({
  name: 'uploads.reclaim',
  schema: z.strictObject({ servedAs: z.enum(['PUBLIC', 'PRIVATE']), contentHash: z.string().regex(/^[0-9a-f]{64}$/) }),
  // After that the sweeper takes over.
  retry: { limit: 10, delaySeconds: 2, maxDelaySeconds: 300 },
  concurrency: 2,
});

@Injectable()
export class ReclaimJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobQueue,
    private readonly objects: StoredObjects,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(reclaimObjects, async (objects) => {
      await this.objects.reclaim(objects);
    });
  }
}
