import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { PrismaService } from '../database/prisma.service.ts';
import { MetricSources } from '../observability/metrics/metric-sources.ts';
import { JobQueue } from './job-queue.ts';

@Global()
@Module({ providers: [JobQueue], exports: [JobQueue] })
export class JobsModule implements OnModuleInit {
  constructor(
    private readonly metrics: MetricSources,
    private readonly prisma: PrismaService,
  ) {}

  onModuleInit(): void {
    const { pool } = this.prisma;
    // Due, and nobody is at work on them.
    const due = `FROM pgboss.job WHERE state < 'active' AND start_after <= now()`;
    this.metrics.add(
      {
        name: 'pixelboxx_due_jobs',
        help: 'Jobs that are due and wait for a worker',
        label: 'job',
        read: async () => {
          const { rows } = await pool.query<{ name: string; count: string }>(
            `SELECT name, count(*) AS count ${due} GROUP BY name`,
          );
          return Object.fromEntries(rows.map(({ name, count }) => [name, Number(count)]));
        },
      },
      {
        name: 'pixelboxx_due_jobs_oldest_seconds',
        help: 'For how long the oldest of them has been due; 0 where none is',
        read: async () => {
          const { rows } = await pool.query<{ age: string }>(
            `SELECT coalesce(extract(epoch FROM now() - min(start_after)), 0) AS age ${due}`,
          );
          return Number(rows[0]?.age ?? 0);
        },
      },
    );
  }
}
