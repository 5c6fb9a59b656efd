import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { MetricSources } from '../observability/metrics/metric-sources.ts';
import { JobQueue } from './job-queue.ts';

@Global()
@Module({ providers: [JobQueue], exports: [JobQueue] })
export class JobsModule implements OnModuleInit {
  constructor(
    private readonly metrics: MetricSources,
    private readonly jobs: JobQueue,
  ) {}

  onModuleInit(): void {
    this.metrics.addTogether(
      () => this.jobs.due(),
      {
        name: 'pixelboxx_due_jobs',
        help: 'Jobs that are due and wait for a worker',
        label: 'job',
        of: (due) => Object.fromEntries(due.map(({ name, count }) => [name, count])),
      },
      {
        name: 'pixelboxx_due_jobs_oldest_seconds',
        help: 'For how long the oldest of them has been due; 0 where none is',
        of: (due) => Math.max(0, ...due.map(({ seconds }) => seconds)),
      },
    );
  }
}
