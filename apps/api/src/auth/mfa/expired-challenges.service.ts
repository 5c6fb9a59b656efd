import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { z } from 'zod';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { defineJob } from '../../platform/jobs/job-definition.ts';
import { JobQueue } from '../../platform/jobs/job-queue.ts';

const removeExpired = defineJob({ name: 'auth.remove-expired-challenges', schema: z.strictObject({}) });

const batchSize = 1_000;

/** Removes expired challenges, mailed codes, and flows that were begun with a provider and never completed. */
@Injectable()
export class ExpiredChallengesService implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(removeExpired, () => this.remove());
    this.jobs.schedule(removeExpired, '*/15 * * * *');
  }

  async remove(): Promise<void> {
    const options = { where: { expiresAt: { lt: this.clock.now() } }, limit: batchSize };
    while ((await this.prisma.signInChallenge.deleteMany(options)).count >= batchSize);
    while ((await this.prisma.signInCode.deleteMany(options)).count >= batchSize);
    while ((await this.prisma.pendingAuthorization.deleteMany(options)).count >= batchSize);
    while ((await this.prisma.passkeyChallenge.deleteMany(options)).count >= batchSize);
  }
}
