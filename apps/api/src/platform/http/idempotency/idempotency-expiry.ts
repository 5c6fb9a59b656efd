import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { defineJob } from '../../jobs/job-definition.ts';
import { JobQueue } from '../../jobs/job-queue.ts';
import { IdempotencyStore } from './idempotency-store.ts';

export const expireIdempotencyKeys = defineJob({ name: 'idempotency.expire', schema: z.strictObject({}) });

/** Removes rows older than a day, once an hour on one of the replicas. */
@Injectable()
export class IdempotencyExpiry implements OnModuleInit {
  constructor(
    private readonly jobs: JobQueue,
    private readonly store: IdempotencyStore,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(expireIdempotencyKeys, async () => {
      await this.store.removeExpired();
    });
    this.jobs.schedule(expireIdempotencyKeys, '37 * * * *');
  }
}
