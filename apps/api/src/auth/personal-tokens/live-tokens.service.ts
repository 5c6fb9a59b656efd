import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { Broadcasts } from '../../platform/broadcasts/broadcasts.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { InvalidationFeed } from '../../platform/invalidation/invalidation-feed.ts';
import { type CacheNotices, ReplicatedCache } from '../../platform/redis/replicated-cache.ts';

/** The fields of a token that the guard needs. */
export interface LiveToken {
  readonly id: string;
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly authGeneration: number;
  readonly expiresAt: Date;
}

/** The use of a token is recorded at most this often. */
const noteUseSeconds = 60;

/** Token look-ups by digest for every request: cached, and invalidated on every replica as soon as a token ends. */
@Injectable()
export class LiveTokens implements OnModuleInit, OnApplicationShutdown {
  private readonly cache: ReplicatedCache<LiveToken>;

  constructor(
    private readonly prisma: PrismaService,
    broadcasts: Broadcasts,
    feed: InvalidationFeed,
    private readonly clock: Clock,
  ) {
    const notices: CacheNotices = {
      publish: (digest) => broadcasts.publish('personal-token.changed', { digest }),
      subscribe: (listener) => broadcasts.subscribe('personal-token.changed', ({ digest }) => listener(digest)),
    };
    this.cache = new ReplicatedCache(notices, feed, {
      name: 'personal-token',
      // A token in use is reloaded this often, which also records its use.
      ttlMs: noteUseSeconds * 1000,
      maxEntries: 20_000,
      load: (digest) => this.load(digest),
    });
  }

  async onModuleInit(): Promise<void> {
    await this.cache.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.cache.stop();
  }

  /** Returns null for a token that was revoked, has expired or never existed. Says nothing about its user. */
  async find(digest: string): Promise<LiveToken | null> {
    const token = await this.cache.get(digest);
    return token && token.expiresAt.getTime() > this.clock.nowMs() ? token : null;
  }

  /** The same by id, and never from the cache: work that outlasts a request knows only the id. */
  read(id: string): Promise<Pick<LiveToken, 'authGeneration' | 'expiresAt'> | null> {
    const select = { authGeneration: true, expiresAt: true };
    return this.prisma.personalToken.findFirst({ where: { id, expiresAt: { gt: this.clock.now() } }, select });
  }

  /** Call it after every committed end of a token: all replicas ask Postgres again. */
  async forget(digest: string): Promise<void> {
    await this.cache.invalidate(digest);
  }

  /** One statement, by an index: reads the token and, if its use was not recorded in the last minute, records it. */
  private async load(digest: string): Promise<LiveToken | null> {
    const now = this.clock.now();
    const since = new Date(now.getTime() - noteUseSeconds * 1000);
    const [row] = await this.prisma.$queryRaw<LiveToken[]>`
      WITH used AS (
        UPDATE personal_tokens SET last_used_at = ${now}
         WHERE token = ${digest} AND expires_at > ${now} AND (last_used_at IS NULL OR last_used_at <= ${since})
      )
      SELECT id, user_id AS "userId", scopes, auth_generation AS "authGeneration", expires_at AS "expiresAt"
        FROM personal_tokens WHERE token = ${digest}`;
    return row ?? null;
  }
}
