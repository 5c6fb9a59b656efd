import { Injectable } from '@nestjs/common';
import type { CurrentUser } from '@pixelboxx/shared';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { currentUserOf } from '../../users/users.service.ts';
import { lockAccount } from '../../users/index.ts';
import { NoticesService } from '../activity/notices.service.ts';
import type { RotationRequest, RotationStore, SessionState } from './rotation.ts';
import { type NewSecurityEvent, SecurityEventsService } from '../activity/security-events.service.ts';
import { sessionIdleSeconds } from './session-lifetimes.ts';

export type RevocationReason = 'LOGOUT' | 'REVOKED' | 'REPLACED' | 'TOKEN_REUSE';

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
}

/** A replaced session is followed by `SIGNED_IN`, which says it all. */
const eventOf: Record<RevocationReason, NewSecurityEvent['type'] | null> = {
  LOGOUT: 'SIGNED_OUT',
  REVOKED: 'SESSION_REVOKED',
  REPLACED: null,
  TOKEN_REUSE: 'REFRESH_TOKEN_REUSED',
};

type UserRow = Omit<CurrentUser, 'createdAt'> & { createdAt: Date };

const userColumns = `u.id, u.username, u.email, u.display_name AS "displayName", u.avatar_url AS "avatarUrl",
  u.is_verified AS "isVerified", u.role, u.created_at AS "createdAt"`;

const aliveCondition = `s.revoked_at IS NULL AND s.expires_at > now() AND s.auth_generation = u.auth_generation
  AND u.deleted_at IS NULL AND u.suspended_at IS NULL`;

/**
 * The statements that decide about sessions. Each is one transaction, so that Postgres and its clock decide, whatever
 * the number of replicas. Rotation is written in SQL because it is a conditional update across two tables.
 */
@Injectable()
export class SessionsStore implements RotationStore {
  constructor(
    private readonly prisma: PrismaService,
    private readonly securityEvents: SecurityEventsService,
    private readonly notices: NoticesService,
    private readonly events: EventOutbox,
  ) {}

  async rotate(request: RotationRequest): Promise<CurrentUser | null> {
    const { rows } = await this.prisma.pool.query<UserRow>(
      `UPDATE sessions s
          SET refresh_token = $3, token = $4, generation = s.generation + 1, rotated_at = now(),
              expires_at = LEAST(now() + make_interval(secs => $5), s.absolute_expires_at),
              ip_address = $6, user_agent = $7
         FROM users u
        WHERE u.id = s.user_id AND s.id = $1 AND s.refresh_token = $2 AND ${aliveCondition}
    RETURNING ${userColumns}`,
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
    const { rows } = await this.prisma.pool.query<Omit<SessionState, 'user'> & UserRow>(
      `SELECT s.refresh_token AS "refreshToken", s.generation, (${aliveCondition}) AS alive,
              EXTRACT(EPOCH FROM now() - s.rotated_at)::float8 AS "rotatedSecondsAgo", ${userColumns}
         FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = $1`,
      [sessionId],
    );
    const row = rows[0];
    if (!row) return null;
    const { refreshToken, generation, alive, rotatedSecondsAgo } = row;
    return { refreshToken, generation, alive, rotatedSecondsAgo, userId: row.id, user: currentUserOf(row) };
  }

  async endStolen(sessionId: string, origin: RequestContext): Promise<void> {
    await this.revoke(sessionId, 'TOKEN_REUSE', origin);
  }

  /** Ends one session and writes the event; false, and nothing, if it had ended already or is not this user's. */
  revoke(sessionId: string, reason: RevocationReason, origin: RequestContext, userId?: string): Promise<boolean> {
    return this.prisma.$transaction(async (tx) => {
      // The account comes before its sessions for whoever locks both.
      const owner = reason === 'TOKEN_REUSE' ? await this.lockOwner(tx, sessionId) : null;
      const [ended] = await tx.session.updateManyAndReturn({
        where: { id: sessionId, revokedAt: null, ...(userId === undefined ? {} : { userId }) },
        data: { revokedAt: new Date(), revokedReason: reason },
        select: { userId: true },
      });
      const type = eventOf[reason];
      // Of several at once, the one that ended the session writes the event.
      if (ended && type) await this.securityEvents.record(tx, { type, userId: ended.userId, sessionId, origin });
      if (ended && owner) await this.notices.send(tx, owner, 'TOKEN_REUSED', origin);
      if (ended) await this.announce(tx, ended.userId, [sessionId]);
      return ended !== undefined;
    });
  }

  /** Ends every session of the user but one; returns those that ended. */
  revokeOthers(userId: string, keptSessionId: string, origin: RequestContext): Promise<string[]> {
    return this.prisma.$transaction(async (tx) => {
      const ended = await tx.session.updateManyAndReturn({
        where: { userId, revokedAt: null, id: { not: keptSessionId } },
        data: { revokedAt: new Date(), revokedReason: 'REVOKED' satisfies RevocationReason },
        select: { id: true },
      });
      const event = { type: 'OTHER_SESSIONS_REVOKED', userId, sessionId: keptSessionId, origin } as const;
      await this.securityEvents.record(tx, event);
      const ids = ended.map(({ id }) => id);
      await this.announce(tx, userId, ids);
      return ids;
    });
  }

  private async announce(tx: Prisma.TransactionClient, userId: string, sessionIds: readonly string[]): Promise<void> {
    for (const sessionId of sessionIds) {
      await this.events.publish(tx, { subject: 'session.revoked', aggregateId: userId, data: { userId, sessionId } });
    }
  }

  private async lockOwner(tx: Prisma.TransactionClient, sessionId: string): Promise<User | null> {
    const session = await tx.session.findUnique({ where: { id: sessionId }, select: { userId: true } });
    return session && lockAccount(tx, session.userId);
  }
}
