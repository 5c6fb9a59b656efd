import { Injectable } from '@nestjs/common';
import type { CurrentUser } from '@pixelboxx/shared';
import { PrismaService } from '../platform/database/prisma.service.ts';
import type { Origin } from '../platform/http/caller.ts';
import { currentUserOf } from '../users/users.service.ts';
import type { SessionState } from './rotation.ts';
import { sessionIdleSeconds } from './session-lifetimes.ts';

export interface RotationRequest {
  readonly sessionId: string;
  readonly presentedHash: string;
  readonly successorHash: string;
  readonly accessTokenIdHash: string;
  readonly origin: Origin;
}

const aliveCondition = `s.revoked_at IS NULL AND s.expires_at > now() AND s.auth_generation = u.auth_generation
  AND u.deleted_at IS NULL AND u.suspended_at IS NULL`;

/**
 * The statements that decide about sessions. Each is one statement, so that one Postgres transaction and one clock
 * decide, whatever the number of replicas. Written in SQL because they are conditional updates across two tables.
 */
@Injectable()
export class SessionsStore {
  constructor(private readonly prisma: PrismaService) {}

  /** Advances the session if the presented token is the current one; null leaves everything as it was. */
  async rotate(request: RotationRequest): Promise<CurrentUser | null> {
    const { rows } = await this.prisma.pool.query<Omit<CurrentUser, 'createdAt'> & { createdAt: Date }>(
      `UPDATE sessions s
          SET refresh_token = $3, token = $4, generation = s.generation + 1, rotated_at = now(),
              expires_at = LEAST(now() + make_interval(secs => $5), s.absolute_expires_at),
              ip_address = $6, user_agent = $7
         FROM users u
        WHERE u.id = s.user_id AND s.id = $1 AND s.refresh_token = $2 AND ${aliveCondition}
    RETURNING u.id, u.username, u.email, u.display_name AS "displayName", u.avatar_url AS "avatarUrl",
              u.is_verified AS "isVerified", u.role, u.created_at AS "createdAt"`,
      [
        request.sessionId,
        request.presentedHash,
        request.successorHash,
        request.accessTokenIdHash,
        sessionIdleSeconds,
        request.origin.ipAddress,
        request.origin.userAgent,
      ],
    );
    return rows[0] ? currentUserOf(rows[0]) : null;
  }

  async state(sessionId: string): Promise<(SessionState & { userId: string }) | null> {
    const { rows } = await this.prisma.pool.query<SessionState & { userId: string }>(
      `SELECT s.user_id AS "userId", s.refresh_token AS "refreshToken", s.generation, (${aliveCondition}) AS alive,
              EXTRACT(EPOCH FROM now() - s.rotated_at)::float8 AS "rotatedSecondsAgo"
         FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = $1`,
      [sessionId],
    );
    return rows[0] ?? null;
  }

  /** Ends one session; false if it had ended already or is not this user's. */
  async revoke(sessionId: string, reason: RevocationReason, userId?: string): Promise<boolean> {
    const { count } = await this.prisma.session.updateMany({
      where: { id: sessionId, revokedAt: null, ...(userId === undefined ? {} : { userId }) },
      data: { revokedAt: new Date(), revokedReason: reason },
    });
    return count === 1;
  }
}

export type RevocationReason = 'LOGOUT' | 'REVOKED' | 'REPLACED' | 'TOKEN_REUSE';
