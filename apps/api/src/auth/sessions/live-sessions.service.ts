import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { Broadcasts } from '../../platform/broadcasts/broadcasts.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { Principal } from '../../platform/http/security/principal.ts';
import { InvalidationFeed } from '../../platform/invalidation/invalidation-feed.ts';
import { type CacheNotices, ReplicatedCache } from '../../platform/redis/replicated-cache.ts';
import { UserSnapshotsService } from '../../users/index.ts';
import { AccessPolicy, type AccessClaims } from '../access-tokens/index.ts';

/** A live session as the guard needs it. */
interface LiveSession {
  readonly userId: string;
  readonly authGeneration: number;
  readonly expiresAtMs: number;
  readonly hasMfa: boolean;
}

/** Sessions as every request asks for them: cached, and forgotten by every replica the moment they end. */
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

  /** The caller behind verified claims, or null once session or user has ended. Cached; revocation is heard at once. */
  async principalOf(claims: Pick<AccessClaims, 'sid' | 'sub'>): Promise<Principal | null> {
    return (await this.aliveSession(claims))?.principal ?? null;
  }

  /** The same, and until when the session lives unless it is used; in milliseconds since 1970. */
  async aliveSession(
    claims: Pick<AccessClaims, 'sid' | 'sub'>,
  ): Promise<{ principal: Principal; expiresAtMs: number } | null> {
    const known = await this.current(claims.sid);
    if (known?.userId !== claims.sub) return null;
    const snapshot = await this.snapshots.get(known.userId);
    // One that waits for a second factor may have got it a moment ago, by another replica: few sessions do, so Postgres is asked.
    const isWaiting = snapshot && !known.hasMfa && this.policy.awaitsMfa(snapshot.user.role);
    const session = isWaiting ? await this.load(claims.sid) : known;
    if (!session || snapshot?.authGeneration !== session.authGeneration) return null;
    const { hasMfa, expiresAtMs } = session;
    return { principal: { kind: 'session', sessionId: claims.sid, user: snapshot.user, hasMfa }, expiresAtMs };
  }

  /** After every committed change of a session that could end it: all replicas ask Postgres again. */
  async forget(sessionId: string): Promise<void> {
    await this.cache.invalidate(sessionId);
  }

  /** What is remembered as over may have been used since, which moves its end and is told to nobody. */
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
