import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { StorageQuota } from '@pixelboxx/shared';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { staleSince } from '../blobs/index.ts';

interface Usage {
  readonly bytes: number;
  readonly count: number;
}

/**
 * How much a user stores. Counted from the rows each time, never stored: a stored number would drift from the rows.
 * Uploads in progress count as well, as long as they could still become ready.
 */
@Injectable()
export class StorageQuotaService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: Config,
  ) {}

  async of(userId: string): Promise<StorageQuota> {
    const { bytes, count } = await this.usageOf(userId);
    const { quotaBytes, quotaCount } = this.config.uploads;
    return { usedBytes: bytes, maxBytes: quotaBytes, usedCount: count, maxCount: quotaCount };
  }

  /** Saves a user without room the upload. `taken` decides. @throws AppError QUOTA_EXCEEDED */
  async assertRoom(userId: string): Promise<void> {
    this.requireRoom(await this.usageOf(userId), 1);
  }

  /**
   * `bytes` and `count` under a lock on the user that is held until the transaction ends: a statement that contains
   * this and inserts a row, if `hasRoom` is true, takes room that nobody else was given.
   */
  taken(userId: string): Prisma.Sql {
    return Prisma.sql`SELECT bytes, count FROM take_image_room(${userId}::uuid, ${staleSince(this.clock.now())}::timestamptz)`;
  }

  /** A condition on `taken`. */
  hasRoom(bytes: number): Prisma.Sql {
    const { quotaBytes, quotaCount } = this.config.uploads;
    return Prisma.sql`count + 1 <= ${quotaCount}::bigint AND bytes + ${bytes}::bigint <= ${quotaBytes}::bigint`;
  }

  /** @throws AppError QUOTA_EXCEEDED if there is no room. */
  requireRoom(usage: Usage, bytes: number): void {
    const { quotaBytes, quotaCount } = this.config.uploads;
    if (usage.count + 1 > quotaCount) throw new AppError('QUOTA_EXCEEDED', { details: { limit: quotaCount } });
    if (usage.bytes + bytes > quotaBytes) throw new AppError('QUOTA_EXCEEDED', { details: { limit: quotaBytes } });
  }

  private async usageOf(userId: string): Promise<Usage> {
    const [row] = await this.prisma.$queryRaw<[{ bytes: bigint; count: bigint }]>`
      SELECT coalesce(sum(bytes), 0)::bigint AS bytes, count(*) AS count
        FROM uploads
       WHERE user_id = ${userId}::uuid AND kind = 'IMAGE' AND deleted_at IS NULL
         AND (status = 'READY' OR created_at > ${staleSince(this.clock.now())})`;
    return { bytes: Number(row.bytes), count: Number(row.count) };
  }
}
