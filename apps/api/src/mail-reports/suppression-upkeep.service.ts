import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { deleteInBatches } from '../platform/database/delete-in-batches.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { defineJob } from '../platform/jobs/job-definition.ts';
import { JobQueue } from '../platform/jobs/job-queue.ts';
import { type PersonalArchive, PersonalDataService } from '../users/index.ts';
import { rememberedDays } from './mail-reports.service.ts';

const upkeep = defineJob({ name: 'mail.suppression-upkeep', schema: z.strictObject({}), timeoutSeconds: 600 });

/** Mailboxes come back and change hands: mail is sent again after a year without a report. */
const suppressedDays = 365;

/** Removes suppressions and reports: by age, once an hour on one of the replicas, and with accounts. */
@Injectable()
export class SuppressionUpkeep implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly jobs: JobQueue,
    private readonly personalData: PersonalDataService,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(upkeep, async (_data, { signal }) => {
      await this.removeOld(signal);
    });
    this.jobs.schedule(upkeep, '47 * * * *');
    this.personalData.register({
      exportTo: (archive, userId) => this.exportTo(archive, userId),
      purge: (userId) => this.purge(userId),
    });
  }

  async removeOld(signal?: AbortSignal): Promise<void> {
    const options = signal ? { signal } : {};
    const suppressions = {
      table: 'mail_suppressions',
      key: 'id',
      condition: 'last_reported_at < now() - make_interval(days => $1)',
      days: suppressedDays,
    };
    const reports = {
      table: 'mail_reports',
      key: 'id',
      condition: 'received_at < now() - make_interval(days => $1)',
      days: rememberedDays,
    };
    await deleteInBatches(this.prisma.pool, suppressions, options);
    await deleteInBatches(this.prisma.pool, reports, options);
  }

  private async exportTo(archive: PersonalArchive, userId: string): Promise<void> {
    const suppressions = await this.prisma.mailSuppression.findMany({
      where: { userId },
      select: { masked: true, reason: true, reports: true, createdAt: true, lastReportedAt: true },
      orderBy: { createdAt: 'asc' },
    });
    archive.addDocument('mail-suppressions', suppressions, ['MailSuppression']);
  }

  /** The suppression outlasts the account; afterwards it can be found by the address alone. */
  private async purge(userId: string): Promise<void> {
    await this.prisma.mailSuppression.updateMany({ where: { userId }, data: { masked: null, userId: null } });
  }
}
