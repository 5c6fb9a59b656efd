import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { DomainEvent } from '@pixelboxx/shared';
import type { Prisma } from '../generated/prisma/client.ts';
import { Broadcasts } from '../platform/broadcasts/broadcasts.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { InvalidationFeed } from '../platform/invalidation/invalidation-feed.ts';
import { noteInvalidation } from '../platform/invalidation/note-invalidation.ts';
import { type CacheNotices, ReplicatedCache } from '../platform/redis/replicated-cache.ts';

interface Receiver {
  readonly id: string;
  readonly subjects: readonly string[];
  readonly createdAt: Date;
}

const topic = 'webhooks';
const all = 'all';

/**
 * Which receivers want which events. There are few, and every event needs them, so they are in memory. A new receiver
 * may miss events of the second that replicas take to learn of it.
 */
@Injectable()
export class WebhookDirectory implements OnModuleInit, OnApplicationShutdown {
  private readonly cache: ReplicatedCache<readonly Receiver[]>;

  constructor(
    private readonly prisma: PrismaService,
    private readonly broadcasts: Broadcasts,
    feed: InvalidationFeed,
  ) {
    const notices: CacheNotices = {
      // `invalidate` sends the broadcast, since it knows which webhook has changed.
      publish: () => Promise.resolve(),
      subscribe: (listener) => broadcasts.subscribe('webhooks.changed', () => listener(all)),
    };
    const load = () =>
      this.prisma.webhook.findMany({
        where: { isEnabled: true },
        select: { id: true, subjects: true, createdAt: true },
      });
    this.cache = new ReplicatedCache(notices, feed, { name: topic, ttlMs: 300_000, maxEntries: 1, load });
  }

  async onModuleInit(): Promise<void> {
    await this.cache.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.cache.stop();
  }

  /** Ids of the receivers to notify; a receiver gets no events from before it was created. */
  async receiversOf({ subject, occurredAt }: Pick<DomainEvent, 'subject' | 'occurredAt'>): Promise<string[]> {
    const receivers = (await this.cache.get(all)) ?? [];
    const at = new Date(occurredAt);
    return receivers
      .filter(({ subjects, createdAt }) => createdAt <= at && (subjects.length === 0 || subjects.includes(subject)))
      .map(({ id }) => id);
  }

  /** Call it in the transaction of a change, and `invalidate` after its commit. */
  note(tx: Prisma.TransactionClient): Promise<void> {
    return noteInvalidation(tx, topic, all);
  }

  async invalidate(webhookId: string): Promise<void> {
    await this.cache.invalidate(all);
    await this.broadcasts.publish('webhooks.changed', { webhookId });
  }
}
