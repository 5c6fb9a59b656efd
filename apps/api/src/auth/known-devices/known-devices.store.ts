import { Injectable } from '@nestjs/common';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { uuidv7 } from '../../platform/identifiers.ts';
import type { NewSecurityEvent } from '../activity/index.ts';
import type { NewSession } from '../sessions/index.ts';

/** Signing in where one has been before, which is what nearly every sign-in is: one statement and no email. */
@Injectable()
export class KnownDevicesStore {
  constructor(private readonly prisma: PrismaService) {}

  /** Whether the user has had a session with this program at this address since their devices were last forgotten. */
  async hasBeenAt(tx: Prisma.TransactionClient, user: User, origin: RequestContext): Promise<boolean> {
    const { ipAddress, userAgent } = origin;
    const createdAt = { gt: user.devicesForgottenAt ?? new Date(0) };
    const where = { userId: user.id, ipAddress, userAgent, createdAt };
    return (await tx.session.findFirst({ where, select: { id: true } })) !== null;
  }

  /**
   * Writes session and event, both or neither. False, and nothing, if neither the device is known nor the user has
   * had a session with this program at this address since their devices were last forgotten.
   */
  async open(
    session: NewSession,
    event: NewSecurityEvent,
    isKnownDevice: boolean,
    devicesForgottenAt: Date | null,
  ): Promise<boolean> {
    const { rowCount } = await this.prisma.pool.query(
      `WITH familiar AS (
         SELECT WHERE $1 OR EXISTS (SELECT FROM sessions
                                     WHERE user_id = $3 AND ip_address IS NOT DISTINCT FROM $9
                                       AND user_agent IS NOT DISTINCT FROM $10
                                       AND ($15::timestamptz IS NULL OR created_at > $15))),
            opened AS (
         INSERT INTO sessions (id, user_id, token, refresh_token, auth_generation, expires_at, absolute_expires_at,
                               ip_address, user_agent, stepped_up_at, second_factor_at)
         SELECT $2::uuid, $3::uuid, $4, $5, $6::int, $7::timestamptz, $8::timestamptz, $9, $10, $11::timestamptz,
                $16::timestamptz FROM familiar
      RETURNING id, user_id, ip_address, user_agent)
       INSERT INTO security_events (id, type, user_id, session_id, ip_address, user_agent, request_id)
       SELECT $12::uuid, $13, user_id, id, ip_address, user_agent, $14 FROM opened`,
      [
        isKnownDevice,
        session.id,
        session.userId,
        session.token,
        session.refreshToken,
        session.authGeneration,
        session.expiresAt,
        session.absoluteExpiresAt,
        session.ipAddress,
        session.userAgent,
        session.steppedUpAt,
        uuidv7(),
        event.type,
        event.origin.requestId,
        devicesForgottenAt,
        session.secondFactorAt,
      ],
    );
    return rowCount === 1;
  }
}
