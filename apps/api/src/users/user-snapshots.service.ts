import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { CurrentUser } from '@pixelboxx/shared';
import type { Prisma } from '../generated/prisma/client.ts';
import { Broadcasts } from '../platform/broadcasts/broadcasts.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { EventOutbox } from '../platform/events/event-outbox.ts';
import { InvalidationFeed } from '../platform/invalidation/invalidation-feed.ts';
import { type CacheNotices, ReplicatedCache } from '../platform/redis/replicated-cache.ts';
import { currentUserOf } from './current-user.ts';

/** What every request needs to know of its user. */
export interface UserSnapshot {
  readonly user: CurrentUser;
  readonly authGeneration: number;
}

/** What happens to a user, as other features hear of it. */
export type UserChange =
  'user.updated' | 'user.suspended' | 'user.deletion_requested' | 'user.restored' | 'user.compromise_reported';

/** Users as the access guard sees them: cached, and forgotten by every replica the moment they change. */
@Injectable()
export class UserSnapshotsService implements OnModuleInit, OnApplicationShutdown {
  private readonly cache: ReplicatedCache<UserSnapshot>;

  constructor(
    private readonly prisma: PrismaService,
    broadcasts: Broadcasts,
    feed: InvalidationFeed,
    private readonly events: EventOutbox,
  ) {
    const notices: CacheNotices = {
      publish: (userId) => broadcasts.publish('user.changed', { userId }),
      subscribe: (listener) => broadcasts.subscribe('user.changed', ({ userId }) => listener(userId)),
    };
    this.cache = new ReplicatedCache(notices, feed, {
      name: 'user',
      ttlMs: 60_000,
      maxEntries: 20_000,
      load: (userId) => this.load(userId),
    });
  }

  async onModuleInit(): Promise<void> {
    await this.cache.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.cache.stop();
  }

  /** Null for users who left or are suspended. */
  get(userId: string): Promise<UserSnapshot | null> {
    return this.cache.get(userId);
  }

  /** Tells other features, in the transaction of the change; `invalidate` must follow its commit. */
  async announce(tx: Prisma.TransactionClient, subject: UserChange, userId: string): Promise<void> {
    await this.events.publish(tx, { subject, aggregateId: userId, data: { userId } });
  }

  /** After every committed change of a user. */
  invalidate(userId: string): Promise<void> {
    return this.cache.invalidate(userId);
  }

  private async load(userId: string): Promise<UserSnapshot | null> {
    const user = await this.prisma.user.findUnique({ where: { id: userId } });
    if (!user || user.deletedAt || user.suspendedAt) return null;
    return { user: currentUserOf(user), authGeneration: user.authGeneration };
  }
}
