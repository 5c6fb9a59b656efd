import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { CurrentUser, SessionInfo } from '@pixelboxx/shared';
import { createSecretKey, type KeyObject } from 'node:crypto';
import { Prisma, type User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { sha256Hex } from '../../platform/crypto/digests.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { openSessionsOf } from '../../platform/presence/presence-group.ts';
import { Presence } from '../../platform/presence/presence.ts';
import { uuidv7 } from '../../platform/identifiers.ts';
import { currentUserOf, UserSnapshotsService } from '../../users/index.ts';
import { AccessTokenService } from '../access-tokens/index.ts';
import { encodeRefreshToken, hashRefreshToken, newRefreshToken, type RefreshToken } from './refresh-token.ts';
import { newAccessTokenId, sessionAbsoluteSeconds, sessionIdleSeconds } from './rotation.ts';

/** The row of a session about to be opened. */
export interface NewSession {
  readonly id: string;
  readonly userId: string;
  readonly token: string;
  readonly refreshToken: string;
  readonly authGeneration: number;
  readonly expiresAt: Date;
  readonly absoluteExpiresAt: Date;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly steppedUpAt: Date;
  readonly secondFactorAt: Date | null;
}

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

/** What whoever opens a session has proven beside the password. */
export interface SessionProof {
  readonly hasSecondFactor: boolean;
}

const passwordAlone: SessionProof = { hasSecondFactor: false };

/**
 * Signed-in devices: opened, listed, all ended at once. What every request asks is `LiveSessions`', rotation is
 * `SessionRotationService`'s, and ending single ones is `SessionEndings`'.
 */
@Injectable()
export class SessionsService {
  private readonly key: KeyObject;

  constructor(
    private readonly prisma: PrismaService,
    private readonly accessTokens: AccessTokenService,
    private readonly snapshots: UserSnapshotsService,
    private readonly events: EventOutbox,
    private readonly presence: Presence,
    private readonly clock: Clock,
    @InjectConfig() config: Config,
  ) {
    this.key = createSecretKey(config.secrets.refreshToken[0] ?? Buffer.alloc(0));
  }

  /** Opens a session inside the caller's transaction. `user` is as it was when the password was checked. */
  async open(
    tx: Prisma.TransactionClient,
    user: User,
    origin: RequestContext,
    proof: SessionProof = passwordAlone,
  ): Promise<OpenedSession> {
    const { row, tokens } = this.prepare(user, origin, proof);
    await tx.session.create({ data: row });
    return tokens;
  }

  /** A session that exists once its row is written, and what its browser gets then. */
  prepare(
    user: User,
    origin: RequestContext,
    { hasSecondFactor }: SessionProof = passwordAlone,
  ): { row: NewSession; tokens: OpenedSession } {
    const sessionId = uuidv7();
    const refreshToken = newRefreshToken(sessionId, this.key);
    const accessTokenId = newAccessTokenId();
    const now = this.clock.nowMs();
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
      secondFactorAt: hasSecondFactor ? new Date(now) : null,
    };
    const { devicesForgottenAt } = user;
    const tokens = this.issue(currentUserOf(user), refreshToken, accessTokenId, hasSecondFactor);
    return { row, tokens: { ...tokens, devicesForgottenAt } };
  }

  issue(user: CurrentUser, refreshToken: RefreshToken, accessTokenId: string, hasSecondFactor: boolean): IssuedTokens {
    const { sessionId } = refreshToken;
    const role = this.accessTokens.roleFor(user.role, hasSecondFactor);
    const accessToken = this.accessTokens.issue({ sub: user.id, sid: sessionId, jti: accessTokenId, role });
    return { sessionId, user, accessToken, refreshToken: encodeRefreshToken(refreshToken) };
  }

  /**
   * The only place that raises an auth generation: ends every session of the user, one whose refresh is under way included,
   * with the change that ends them, and tells other features. A session opened in the same transaction, after this, lives.
   * The caller holds the account's lock, and invalidates the user's snapshot after the commit.
   */
  async endAll(tx: Prisma.TransactionClient, userId: string, change: Prisma.UserUpdateInput = {}): Promise<User> {
    const user = await tx.user.update({
      where: { id: userId },
      data: { ...change, authGeneration: { increment: 1 } },
    });
    await this.events.publish(tx, { subject: 'sessions.revoked', aggregateId: userId, data: { userId, all: true } });
    return user;
  }

  /** Live sessions, the most recently used first, and which of them a page is open with. */
  async list(principal: Principal): Promise<SessionInfo[]> {
    const { authGeneration } = (await this.snapshots.get(principal.user.id)) ?? { authGeneration: -1 };
    const sessions = await this.prisma.session.findMany({
      where: { userId: principal.user.id, revokedAt: null, authGeneration, expiresAt: { gt: this.clock.now() } },
      orderBy: { rotatedAt: 'desc' },
      take: 100,
    });
    const open = await this.presence.members(openSessionsOf(principal.user.id));
    return sessions.map((session) => ({
      id: session.id,
      current: session.id === principal.sessionId,
      userAgent: session.userAgent,
      ipAddress: session.ipAddress,
      createdAt: session.createdAt.toISOString(),
      lastUsedAt: session.rotatedAt.toISOString(),
      expiresAt: session.expiresAt.toISOString(),
      presence: open && (open.has(session.id) ? 'ACTIVE' : 'AWAY'),
    }));
  }
}

/** Writes the row, unless `when` does not hold; returns its id. */
export function insertSession(row: NewSession, when = Prisma.sql`TRUE`): Prisma.Sql {
  return Prisma.sql`INSERT INTO sessions (id, user_id, token, refresh_token, auth_generation, expires_at, absolute_expires_at,
                                          ip_address, user_agent, stepped_up_at, second_factor_at)
    SELECT ${row.id}::uuid, ${row.userId}::uuid, ${row.token}, ${row.refreshToken}, ${row.authGeneration}::int,
           ${row.expiresAt}::timestamptz, ${row.absoluteExpiresAt}::timestamptz, ${row.ipAddress}, ${row.userAgent},
           ${row.steppedUpAt}::timestamptz, ${row.secondFactorAt}::timestamptz
     WHERE ${when} RETURNING id`;
}
