import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job-definition.ts';
import { JobQueue } from '../../platform/jobs/job-queue.ts';
import { UploadsSweeper } from './sweeper.service.ts';

export const sweepUploads = defineJob({
  name: 'uploads.sweep',
  schema: z.strictObject({}),
  // The next hour's sweep tries again anyway.
  retry: { limit: 1, delaySeconds: 60, maxDelaySeconds: 60 },
  timeoutSeconds: 30 * 60,
});

/** Sweeps once an hour, on one of the replicas. */
@Injectable()
export class SweepSchedule implements OnModuleInit {
  constructor(
    private readonly jobs: JobQueue,
    private readonly sweeper: UploadsSweeper,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(sweepUploads, async () => {
      await this.sweeper.sweep({ dryRun: false });
    });
    this.jobs.schedule(sweepUploads, '7 * * * *');
  }
}
