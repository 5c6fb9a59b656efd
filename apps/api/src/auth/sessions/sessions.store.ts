import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { Prisma } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { currentUserOf, type CurrentUserRow } from '../../users/index.ts';
import { sessionIdleSeconds } from './rotation/refresh-token.ts';
import type { Rotated, RotationRequest, SessionState } from './rotation/rotation.ts';

export type RevocationReason = 'LOGOUT' | 'REVOKED' | 'REPLACED' | 'TOKEN_REUSE';

const userColumns = `u.id, u.username, u.email, u.display_name AS "displayName", u.avatar_url AS "avatarUrl",
  u.is_verified AS "isVerified", u.role, u.language, u.created_at AS "createdAt"`;

const aliveCondition = `s.revoked_at IS NULL AND s.expires_at > now() AND s.auth_generation = u.auth_generation
  AND u.deleted_at IS NULL AND u.suspended_at IS NULL`;

const idleEnd = `LEAST(now() + make_interval(secs => $5), s.absolute_expires_at)`;

/**
 * The statements that decide about sessions: Postgres and its clock decide, for any number of replicas. Rotation is
 * written in SQL because it is a conditional update across two tables.
 */
@Injectable()
export class SessionsStore {
  constructor(
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
  ) {}

  async rotate(request: RotationRequest): Promise<Rotated | null> {
    const { rows } = await this.prisma.pool.query<CurrentUserRow & Pick<Rotated, 'hasMfa'>>(
      `UPDATE sessions s
          SET refresh_token = $3, token = $4, generation = s.generation + 1, rotated_at = now(),
              expires_at = ${idleEnd}, ends_on = (${idleEnd})::date,
              ip_address = $6, user_agent = $7
         FROM users u
        WHERE u.id = s.user_id AND s.id = $1 AND s.refresh_token = $2 AND ${aliveCondition}
    RETURNING s.second_factor_at IS NOT NULL AS "hasMfa", ${userColumns}`,
      [
        request.sessionId,
        request.presentedHash,
        request.successorHash,
        request.accessTokenIdHash,
        sessionIdleSeconds,
        request.context.ipAddress,
        request.context.userAgent,
      ],
    );
    const [row] = rows;
    return row ? { user: currentUserOf(row), hasMfa: row.hasMfa } : null;
  }

  async state(sessionId: string): Promise<(SessionState & { userId: string }) | null> {
    const { rows } = await this.prisma.pool.query<Omit<SessionState, 'user'> & CurrentUserRow>(
      `SELECT s.refresh_token AS "refreshToken", s.generation, (${aliveCondition}) AS alive,
              EXTRACT(EPOCH FROM now() - s.rotated_at)::float8 AS "rotatedSecondsAgo",
              s.second_factor_at IS NOT NULL AS "hasMfa", ${userColumns}
         FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = $1`,
      [sessionId],
    );
    const row = rows[0];
    if (!row) return null;
    const { refreshToken, generation, alive, rotatedSecondsAgo, hasMfa } = row;
    const user = currentUserOf(row);
    return { refreshToken, generation, alive, rotatedSecondsAgo, hasMfa, userId: row.id, user };
  }

  /** @returns the user of the session; null if it had already ended or is not this user's. */
  async end(
    tx: Prisma.TransactionClient,
    sessionId: string,
    reason: RevocationReason,
    userId?: string,
  ): Promise<string | null> {
    const [ended] = await tx.session.updateManyAndReturn({
      where: { id: sessionId, revokedAt: null, ...(userId === undefined ? {} : { userId }) },
      data: { revokedAt: this.clock.now(), revokedReason: reason },
      select: { userId: true },
    });
    return ended?.userId ?? null;
  }

  /** Ends every session of the user except one; returns the ids of those that ended. */
  async endOthers(
    tx: Prisma.TransactionClient,
    userId: string,
    keptSessionId: string,
    reason: RevocationReason,
  ): Promise<string[]> {
    const ended = await tx.session.updateManyAndReturn({
      where: { userId, revokedAt: null, id: { not: keptSessionId } },
      data: { revokedAt: this.clock.now(), revokedReason: reason },
      select: { id: true },
    });
    return ended.map(({ id }) => id);
  }
}
