/* eslint-disable pixelboxx/retired-words -- `servedAs` is a key of stored jobs: the release before writes and reads it while it runs beside this one */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job-definition.ts';
import { JobQueue } from '../../platform/jobs/job-queue.ts';
import { ImageBlobs, type ObjectsRef } from './image-blobs.service.ts';

const payload = z.strictObject({
  servedAs: z.enum(['PUBLIC', 'PRIVATE']),
  contentHash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Removes objects unless an upload uses them; enqueued in the transaction that makes them superfluous. */
export const garbageCollectJob = defineJob({
  name: 'uploads.reclaim',
  schema: payload,
  // After that the sweeper takes over.
  retry: { limit: 10, delaySeconds: 2, maxDelaySeconds: 300 },
  concurrency: 2,
});

/** The objects in the format of the job's data. */
export function garbageCollectPayload({ storageVisibility, contentHash }: ObjectsRef): z.infer<typeof payload> {
  return { servedAs: storageVisibility, contentHash };
}

@Injectable()
export class GarbageCollectJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobQueue,
    private readonly objects: ImageBlobs,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(garbageCollectJob, async ({ servedAs, contentHash }) => {
      await this.objects.collectGarbage({ storageVisibility: servedAs, contentHash });
    });
  }
}
