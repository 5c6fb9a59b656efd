import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { Broadcasts } from '../../platform/broadcasts/broadcasts.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { Principal } from '../../platform/http/security/principal.ts';
import { InvalidationFeed } from '../../platform/invalidation/invalidation-feed.ts';
import { type CacheNotices, ReplicatedCache } from '../../platform/redis/replicated-cache.ts';
import { UserSnapshotsService } from '../../users/index.ts';
import { AccessPolicy, type AccessClaims } from '../access-tokens/index.ts';

/** The fields of a live session that the guard needs. */
interface LiveSession {
  readonly userId: string;
  readonly authGeneration: number;
  readonly expiresAtMs: number;
  readonly hasMfa: boolean;
}

/** Session look-ups for every request: cached, and invalidated on every replica as soon as a session ends. */
@Injectable()
export class LiveSessions implements OnModuleInit, OnApplicationShutdown {
  private readonly cache: ReplicatedCache<LiveSession>;

  constructor(
    private readonly prisma: PrismaService,
    private readonly snapshots: UserSnapshotsService,
    private readonly policy: AccessPolicy,
    broadcasts: Broadcasts,
    feed: InvalidationFeed,
    private readonly clock: Clock,
  ) {
    const notices: CacheNotices = {
      publish: (sessionId) => broadcasts.publish('session.changed', { sessionId }),
      subscribe: (listener) => broadcasts.subscribe('session.changed', ({ sessionId }) => listener(sessionId)),
    };
    this.cache = new ReplicatedCache(notices, feed, {
      name: 'session',
      ttlMs: 60_000,
      maxEntries: 50_000,
      load: (sessionId) => this.load(sessionId),
    });
  }

  async onModuleInit(): Promise<void> {
    await this.cache.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.cache.stop();
  }

  /** The principal for verified claims, or null if the session or user has ended. Cached; a revocation takes effect at once. */
  async principalOf(claims: Pick<AccessClaims, 'sid' | 'sub'>): Promise<Principal | null> {
    return (await this.aliveSession(claims))?.principal ?? null;
  }

  /** The same, with the time at which the session ends unless it is used, in milliseconds since 1970. */
  async aliveSession(
    claims: Pick<AccessClaims, 'sid' | 'sub'>,
  ): Promise<{ principal: Principal; expiresAtMs: number } | null> {
    const known = await this.current(claims.sid);
    if (known?.userId !== claims.sub) return null;
    const snapshot = await this.snapshots.get(known.userId);
    // Another replica may have just accepted the second factor. Few sessions wait for one, so Postgres is asked.
    const isWaiting = snapshot && !known.hasMfa && this.policy.awaitsMfa(snapshot.user.role);
    const session = isWaiting ? await this.load(claims.sid) : known;
    if (!session || snapshot?.authGeneration !== session.authGeneration) return null;
    const { hasMfa, expiresAtMs } = session;
    return { principal: { kind: 'session', sessionId: claims.sid, user: snapshot.user, hasMfa }, expiresAtMs };
  }

  /** Call it after every committed change that could end a session: all replicas ask Postgres again. */
  async forget(sessionId: string): Promise<void> {
    await this.cache.invalidate(sessionId);
  }

  /** A session that is cached as expired may have been used since; a use moves its end without a notice. */
  private async current(sessionId: string): Promise<LiveSession | null> {
    const session = await this.cache.get(sessionId);
    return !session || session.expiresAtMs > this.clock.nowMs() ? session : this.load(sessionId);
  }

  private async load(sessionId: string): Promise<LiveSession | null> {
    const session = await this.prisma.session.findUnique({ where: { id: sessionId } });
    if (!session || session.revokedAt || session.expiresAt.getTime() <= this.clock.nowMs()) return null;
    const { userId, authGeneration, expiresAt, mfaProvenAt } = session;
    return { userId, authGeneration, expiresAtMs: expiresAt.getTime(), hasMfa: mfaProvenAt !== null };
  }
}
