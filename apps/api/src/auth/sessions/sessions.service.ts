import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { CurrentUser, SessionInfo } from '@pixelboxx/shared';
import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { sha256Hex } from '../../platform/crypto/digests.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { uuidv7 } from '../../platform/identifiers.ts';
import { InvalidationFeed } from '../../platform/invalidation/invalidation-feed.ts';
import { KeyValueStore } from '../../platform/redis/key-value-store.ts';
import { ReplicatedCache } from '../../platform/redis/replicated-cache.ts';
import { UserSnapshotsService } from '../../users/user-snapshots.service.ts';
import { currentUserOf } from '../../users/users.service.ts';
import { type AccessClaims, AccessTokenService } from './access-token.service.ts';
import { encodeRefreshToken, hashRefreshToken, newRefreshToken, type RefreshToken } from './refresh-token.ts';
import { newAccessTokenId } from './rotation.ts';
import { sessionAbsoluteSeconds, sessionIdleSeconds } from './session-lifetimes.ts';
import { type NewSession, type RevocationReason, SessionsStore } from './sessions.store.ts';

/** What a sign-in or a rotation hands to the browser. */
export interface IssuedTokens {
  readonly sessionId: string;
  readonly user: CurrentUser;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What a sign-in hands to the browser, which is one of its user's devices from now on. */
export interface OpenedSession extends IssuedTokens {
  readonly devicesForgottenAt: Date | null;
}

/** A live session as the guard needs it. */
interface LiveSession {
  readonly userId: string;
  readonly authGeneration: number;
  readonly expiresAtMs: number;
}

/** Signed-in devices: opened, checked on every request, listed, ended. Rotation is `SessionRotationService`'s. */
@Injectable()
export class SessionsService implements OnModuleInit, OnApplicationShutdown {
  private readonly live: ReplicatedCache<LiveSession>;
  private readonly key: KeyObject;

  constructor(
    private readonly prisma: PrismaService,
    private readonly sessions: SessionsStore,
    private readonly accessTokens: AccessTokenService,
    private readonly snapshots: UserSnapshotsService,
    store: KeyValueStore,
    feed: InvalidationFeed,
    @InjectConfig() config: Config,
  ) {
    this.key = createSecretKey(config.secrets.refreshToken[0] ?? Buffer.alloc(0));
    this.live = new ReplicatedCache(store, feed, {
      name: 'session',
      ttlMs: 60_000,
      maxEntries: 50_000,
      load: (sessionId) => this.loadLive(sessionId),
    });
  }

  async onModuleInit(): Promise<void> {
    await this.live.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.live.stop();
  }

  /** Opens a session inside the caller's transaction. `user` is as it was when the password was checked. */
  async open(tx: Prisma.TransactionClient, user: User, origin: RequestContext): Promise<OpenedSession> {
    const { row, tokens } = this.prepare(user, origin);
    await tx.session.create({ data: row });
    return tokens;
  }

  /** A session that exists once its row is written, and what its browser gets then. */
  prepare(user: User, origin: RequestContext): { row: NewSession; tokens: OpenedSession } {
    const sessionId = uuidv7();
    const refreshToken = newRefreshToken(sessionId, this.key);
    const accessTokenId = newAccessTokenId();
    const now = Date.now();
    const row = {
      id: sessionId,
      userId: user.id,
      token: sha256Hex(accessTokenId),
      refreshToken: hashRefreshToken(refreshToken),
      // If the password changes between check and insert, this generation is already dead.
      authGeneration: user.authGeneration,
      expiresAt: new Date(now + sessionIdleSeconds * 1000),
      absoluteExpiresAt: new Date(now + sessionAbsoluteSeconds * 1000),
      ipAddress: origin.ipAddress,
      userAgent: origin.userAgent,
      // Whatever opens a session is proof of who holds it.
      steppedUpAt: new Date(now),
    };
    const { devicesForgottenAt } = user;
    return { row, tokens: { ...this.issue(currentUserOf(user), refreshToken, accessTokenId), devicesForgottenAt } };
  }

  issue(user: CurrentUser, refreshToken: RefreshToken, accessTokenId: string): IssuedTokens {
    const { sessionId } = refreshToken;
    const accessToken = this.accessTokens.issue({ sub: user.id, sid: sessionId, jti: accessTokenId, role: user.role });
    return { sessionId, user, accessToken, refreshToken: encodeRefreshToken(refreshToken) };
  }

  /** The caller behind verified claims, or null once session or user has ended. Cached; revocation is heard at once. */
  async principalOf(claims: AccessClaims): Promise<Principal | null> {
    const session = await this.live.get(claims.sid);
    if (!session || session.userId !== claims.sub || session.expiresAtMs <= Date.now()) return null;
    const snapshot = await this.snapshots.get(session.userId);
    if (snapshot?.authGeneration !== session.authGeneration) return null;
    return { sessionId: claims.sid, user: snapshot.user };
  }

  /** Ends a session everywhere. With `userId`, only if it is theirs. False if there was nothing to end. */
  async revoke(sessionId: string, reason: RevocationReason, origin: RequestContext, userId?: string): Promise<boolean> {
    const revoked = await this.sessions.revoke(sessionId, reason, origin, userId);
    await this.forget(sessionId);
    return revoked;
  }

  async revokeOthers(principal: Principal, origin: RequestContext): Promise<void> {
    const ended = await this.sessions.revokeOthers(principal.user.id, principal.sessionId, origin);
    await Promise.all(ended.map((id) => this.forget(id)));
  }

  /** After every committed change of a session that could end it: all replicas ask Postgres again. */
  async forget(sessionId: string): Promise<void> {
    await this.live.invalidate(sessionId);
  }

  /** Live sessions, the most recently used first. */
  async list(principal: Principal): Promise<SessionInfo[]> {
    const { authGeneration } = (await this.snapshots.get(principal.user.id)) ?? { authGeneration: -1 };
    const sessions = await this.prisma.session.findMany({
      where: { userId: principal.user.id, revokedAt: null, authGeneration, expiresAt: { gt: new Date() } },
      orderBy: { rotatedAt: 'desc' },
      take: 100,
    });
    return sessions.map((session) => ({
      id: session.id,
      current: session.id === principal.sessionId,
      userAgent: session.userAgent,
      ipAddress: session.ipAddress,
      createdAt: session.createdAt.toISOString(),
      lastUsedAt: session.rotatedAt.toISOString(),
      expiresAt: session.expiresAt.toISOString(),
    }));
  }

  private async loadLive(sessionId: string): Promise<LiveSession | null> {
    const session = await this.prisma.session.findUnique({ where: { id: sessionId } });
    if (!session || session.revokedAt || session.expiresAt.getTime() <= Date.now()) return null;
    const { userId, authGeneration, expiresAt } = session;
    return { userId, authGeneration, expiresAtMs: expiresAt.getTime() };
  }
}
