import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { MetricSources } from '../observability/metrics/metric-sources.ts';
import { PrismaService } from './prisma.service.ts';

@Global()
@Module({ providers: [PrismaService], exports: [PrismaService] })
export class DatabaseModule implements OnModuleInit {
  constructor(
    private readonly metrics: MetricSources,
    private readonly prisma: PrismaService,
  ) {}

  onModuleInit(): void {
    const { pool } = this.prisma;
    this.metrics.add({
      name: 'pixelboxx_database_connections',
      help: 'Connections of this process to PostgreSQL, and work that waits for one',
      label: 'state',
      read: () => ({ busy: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    });
  }
}
