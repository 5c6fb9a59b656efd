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

/** The row of a session that is about to be opened. */
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

/** What the browser gets from a sign-in or a rotation. */
export interface IssuedTokens {
  readonly sessionId: string;
  readonly user: CurrentUser;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What the browser gets from a sign-in; from now on it is one of the user's devices. */
export interface OpenedSession extends IssuedTokens {
  readonly devicesForgottenAt: Date | null;
}

/** The result of a handler that signs a browser in or keeps it signed in. */
export interface SignedIn {
  readonly user: CurrentUser;
  readonly cookies: readonly ResponseCookie[];
}

/** What the user has proven besides the password. */
export interface SessionProof {
  readonly hasMfa: boolean;
}

const passwordAlone: SessionProof = { hasMfa: false };

/**
 * Opens sessions with everything that their browsers get, and ends all of a user's sessions at once. `LiveSessions`
 * checks them on every request, `SessionRotationService` rotates them, `SessionEndings` ends single ones.
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

  /** Opens a session inside the caller's transaction. `user` is in the state in which the password was checked. */
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

  /** Prepares a session, which exists once its row is written, and the tokens for its browser. */
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
      // If the password changes between check and insert, this generation is already invalid.
      authGeneration: user.authGeneration,
      expiresAt: new Date(now + sessionIdleSeconds * 1000),
      absoluteExpiresAt: new Date(now + sessionAbsoluteSeconds * 1000),
      ipAddress: context.ipAddress,
      userAgent: context.userAgent,
      // Every way to open a session proves who its user is.
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

  /** The same for a browser that has just signed in: also clears a challenge, since no sign-in waits for its second factor now. */
  firstCookiesOf(tokens: IssuedTokens, { challengeToken }: ClientState): ResponseCookie[] {
    const cookies = this.cookiesOf(tokens);
    return challengeToken === undefined ? cookies : [this.cookies.clear('challenge'), ...cookies];
  }

  /** Cookies that sign the browser out. */
  clearedCookies(): ResponseCookie[] {
    return [this.cookies.clear('access'), this.cookies.clear('refresh')];
  }

  /**
   * The only place that raises an auth generation. Together with `change`, this ends every session of the user, even
   * one whose refresh is in progress, and notifies other features. A session opened later in the same transaction stays
   * alive. The caller holds the account's lock, and invalidates the user's snapshot after the commit.
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

/** Inserts the row if `when` holds; returns its id. */
export function insertSession(row: NewSession, when = Prisma.sql`TRUE`): Prisma.Sql {
  return Prisma.sql`INSERT INTO sessions (id, user_id, token, refresh_token, auth_generation, expires_at, absolute_expires_at,
                                          ip_address, user_agent, stepped_up_at, second_factor_at)
    SELECT ${row.id}::uuid, ${row.userId}::uuid, ${row.token}, ${row.refreshToken}, ${row.authGeneration}::int,
           ${row.expiresAt}::timestamptz, ${row.absoluteExpiresAt}::timestamptz, ${row.ipAddress}, ${row.userAgent},
           ${row.reauthenticatedAt}::timestamptz, ${row.mfaProvenAt}::timestamptz
     WHERE ${when} RETURNING id`;
}
