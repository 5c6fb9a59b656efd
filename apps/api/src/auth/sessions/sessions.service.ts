import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { CurrentUser } from '@pixelboxx/shared';
import { Prisma, type User } from '../../generated/prisma/client.ts';
import { sha256Hex } from '../../platform/crypto/digests.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { uuidv7 } from '../../platform/identifiers.ts';
import { currentUserOf } from '../../users/index.ts';
import { AccessTokenService, accessTokenTtlSeconds, newAccessTokenId } from '../access-tokens/index.ts';
import { AuthCookies, type ClientState, type ResponseCookie } from '../cookies/index.ts';
import {
  encodeRefreshToken,
  hashRefreshToken,
  newRefreshToken,
  RefreshKeys,
  type RefreshToken,
  sessionAbsoluteSeconds,
  sessionIdleSeconds,
} from './rotation/refresh-token.ts';

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
  readonly reauthenticatedAt: Date;
  readonly mfaProvenAt: Date | null;
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

/** What a handler answers with when a browser has become, or stays, a user's. */
export interface SignedIn {
  readonly user: CurrentUser;
  readonly cookies: readonly ResponseCookie[];
}

/** What whoever opens a session has proven beside the password. */
export interface SessionProof {
  readonly hasMfa: boolean;
}

const passwordAlone: SessionProof = { hasMfa: false };

/**
 * Signed-in devices: opened, with all that their browsers get, and all ended at once. What every request asks is
 * `LiveSessions`', rotation is `SessionRotationService`'s, and ending single ones is `SessionEndings`'.
 */
@Injectable()
export class SessionsService {
  constructor(
    private readonly accessTokens: AccessTokenService,
    private readonly cookies: AuthCookies,
    private readonly keys: RefreshKeys,
    private readonly events: EventOutbox,
    private readonly clock: Clock,
  ) {}

  /** Opens a session inside the caller's transaction. `user` is as it was when the password was checked. */
  async open(
    tx: Prisma.TransactionClient,
    user: User,
    context: RequestContext,
    proof: SessionProof = passwordAlone,
  ): Promise<OpenedSession> {
    const { row, tokens } = this.prepare(user, context, proof);
    await tx.session.create({ data: row });
    return tokens;
  }

  /** A session that exists once its row is written, and what its browser gets then. */
  prepare(
    user: User,
    context: RequestContext,
    { hasMfa }: SessionProof = passwordAlone,
  ): { row: NewSession; tokens: OpenedSession } {
    const sessionId = uuidv7();
    const refreshToken = newRefreshToken(sessionId, this.keys.current);
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
      ipAddress: context.ipAddress,
      userAgent: context.userAgent,
      // Whatever opens a session is proof of who holds it.
      reauthenticatedAt: new Date(now),
      mfaProvenAt: hasMfa ? new Date(now) : null,
    };
    const { devicesForgottenAt } = user;
    const tokens = this.issue(currentUserOf(user), refreshToken, accessTokenId, hasMfa);
    return { row, tokens: { ...tokens, devicesForgottenAt } };
  }

  /** The tokens of a session that has just been opened or rotated. */
  issue(user: CurrentUser, refreshToken: RefreshToken, accessTokenId: string, hasMfa: boolean): IssuedTokens {
    const { sessionId } = refreshToken;
    const role = this.accessTokens.roleFor(user.role, hasMfa);
    const accessToken = this.accessTokens.issue({ sub: user.id, sid: sessionId, jti: accessTokenId, role });
    return { sessionId, user, accessToken, refreshToken: encodeRefreshToken(refreshToken) };
  }

  /** The two cookies of a session. */
  cookiesOf({ accessToken, refreshToken }: Pick<IssuedTokens, 'accessToken' | 'refreshToken'>): ResponseCookie[] {
    return [
      this.cookies.set('access', accessToken, accessTokenTtlSeconds),
      this.cookies.set('refresh', refreshToken, sessionIdleSeconds),
    ];
  }

  /** The same for a browser that has signed in, where a sign-in that waited for its second factor waits no longer. */
  firstCookiesOf(tokens: IssuedTokens, { challengeToken }: ClientState): ResponseCookie[] {
    const cookies = this.cookiesOf(tokens);
    return challengeToken === undefined ? cookies : [this.cookies.clear('challenge'), ...cookies];
  }

  /** What takes a session off its browser. */
  clearedCookies(): ResponseCookie[] {
    return [this.cookies.clear('access'), this.cookies.clear('refresh')];
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
}

/** Writes the row, unless `when` does not hold; returns its id. */
export function insertSession(row: NewSession, when = Prisma.sql`TRUE`): Prisma.Sql {
  return Prisma.sql`INSERT INTO sessions (id, user_id, token, refresh_token, auth_generation, expires_at, absolute_expires_at,
                                          ip_address, user_agent, stepped_up_at, second_factor_at)
    SELECT ${row.id}::uuid, ${row.userId}::uuid, ${row.token}, ${row.refreshToken}, ${row.authGeneration}::int,
           ${row.expiresAt}::timestamptz, ${row.absoluteExpiresAt}::timestamptz, ${row.ipAddress}, ${row.userAgent},
           ${row.reauthenticatedAt}::timestamptz, ${row.mfaProvenAt}::timestamptz
     WHERE ${when} RETURNING id`;
}
