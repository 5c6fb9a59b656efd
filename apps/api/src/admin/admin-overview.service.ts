import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { AdminOverview } from '@pixelboxx/shared';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { Cache } from '../platform/redis/cache.ts';

const ttlMs = 60_000;

/** Counts that scan every row, so they are made at most once a minute for all replicas and users. */
@Injectable()
export class AdminOverviewService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly cache: Cache,
    private readonly clock: Clock,
  ) {}

  overview(): Promise<AdminOverview> {
    return this.cache.getOrLoad('admin:overview', { ttlMs, schema: AdminOverview }, () => this.count());
  }

  private async count(): Promise<AdminOverview> {
    const [users, suspendedUsers, images, stored] = await Promise.all([
      this.prisma.user.count({ where: { deletedAt: null } }),
      this.prisma.user.count({ where: { deletedAt: null, suspendedAt: { not: null } } }),
      this.prisma.upload.count({ where: { kind: 'IMAGE', status: 'READY' } }),
      this.prisma.upload.aggregate({ where: { status: 'READY' }, _sum: { bytes: true } }),
    ]);
    const storedBytes = stored._sum.bytes ?? 0;
    return { users, suspendedUsers, images, storedBytes, countedAt: this.clock.now().toISOString() };
  }
}
