import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { CurrentUser } from '@pixelboxx/shared';
import type { Prisma } from '../generated/prisma/client.ts';
import { Broadcasts } from '../platform/broadcasts/broadcasts.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { EventOutbox } from '../platform/events/event-outbox.ts';
import { InvalidationFeed } from '../platform/invalidation/invalidation-feed.ts';
import { type CacheNotices, ReplicatedCache } from '../platform/redis/replicated-cache.ts';
import { currentUserOf } from './current-user.ts';

/** The data that every request needs about its user. */
export interface UserSnapshot {
  readonly user: CurrentUser;
  readonly authGeneration: number;
}

/** User events that other features receive. */
export type UserChange =
  'user.updated' | 'user.suspended' | 'user.deletion_requested' | 'user.restored' | 'user.compromise_reported';

/** User look-ups for the access guard: cached, and invalidated on every replica as soon as a user changes. */
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

  /** Returns null for users who left or are suspended. */
  get(userId: string): Promise<UserSnapshot | null> {
    return this.cache.get(userId);
  }

  /** Publishes the event in the transaction of the change; call `invalidate` after its commit. */
  async announce(tx: Prisma.TransactionClient, subject: UserChange, userId: string): Promise<void> {
    await this.events.publish(tx, { subject, aggregateId: userId, data: { userId } });
  }

  /** Call it after every committed change of a user. */
  invalidate(userId: string): Promise<void> {
    return this.cache.invalidate(userId);
  }

  private async load(userId: string): Promise<UserSnapshot | null> {
    const user = await this.prisma.user.findUnique({ where: { id: userId } });
    if (!user || user.deletedAt || user.suspendedAt) return null;
    return { user: currentUserOf(user), authGeneration: user.authGeneration };
  }
}
