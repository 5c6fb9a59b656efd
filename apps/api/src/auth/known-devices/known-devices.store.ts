import { Injectable } from '@nestjs/common';
import { Prisma, type User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { type NamedPart, noteWritten, type Part, partsOf } from '../../platform/one-statement.ts';
import { insertSession, type NewSession } from '../sessions/index.ts';

/** What `open` writes, and under which conditions. */
export interface Opening {
  /** The user as read when the password was checked. */
  readonly user: User;
  readonly session: NewSession;
  readonly isKnownDevice: boolean;
  /** If this condition holds, nothing is opened. */
  readonly unless: Prisma.Sql;
  /** Written for a right password, whatever the outcome. */
  readonly always: readonly NamedPart[];
  /** Written only with the session; receives the condition for that. */
  readonly record: (when: Prisma.Sql) => Part;
  /** Ends the browser's former session, as `ended`; empty if there is none. */
  readonly ending: (when: Prisma.Sql) => readonly NamedPart[];
}

/** Sign-in on a known device, which is nearly every sign-in: one statement and no email. */
@Injectable()
export class KnownDevicesStore {
  constructor(private readonly prisma: PrismaService) {}

  /** Whether the user has had a session with this program at this address since their devices were last forgotten. */
  async hasBeenAt(tx: Prisma.TransactionClient, user: User, context: RequestContext): Promise<boolean> {
    const { ipAddress, userAgent } = context;
    const createdAt = { gt: user.devicesForgottenAt ?? new Date(0) };
    const where = { userId: user.id, ipAddress, userAgent, createdAt };
    return (await tx.session.findFirst({ where, select: { id: true } })) !== null;
  }

  /**
   * Writes the session and everything that belongs to it, or none of it, if the device is not known and the user has
   * had no session with this program at this address since their devices were last forgotten. Code that locks both
   * locks the account before its sessions; here this guards against the removal of the account.
   */
  async open({ user, session, isKnownDevice, unless, always, record, ending }: Opening): Promise<boolean> {
    const recorded = record(Prisma.sql`EXISTS (SELECT FROM opened)`);
    const ended = ending(Prisma.sql`EXISTS (SELECT FROM opened)`);
    const { text, values } = Prisma.sql`
      WITH known AS (
        SELECT id FROM users
         WHERE id = ${user.id}::uuid AND NOT ${unless}
           AND (${isKnownDevice}
                OR EXISTS (SELECT FROM sessions
                            WHERE user_id = ${user.id}::uuid AND ip_address IS NOT DISTINCT FROM ${session.ipAddress}
                              AND user_agent IS NOT DISTINCT FROM ${session.userAgent}
                              AND created_at > ${user.devicesForgottenAt ?? new Date(0)}::timestamptz))
           FOR KEY SHARE),
      opened AS (${insertSession(session, Prisma.sql`EXISTS (SELECT FROM known)`)}),
      ${partsOf([...ended, recorded, ...always])}
      SELECT EXISTS (SELECT FROM opened) AS "isOpened", ${ended.length > 0 ? Prisma.sql`EXISTS (SELECT FROM ended)` : Prisma.sql`FALSE`} AS "isEnded"`;
    const { rows } = await this.prisma.pool.query<{ isOpened: boolean; isEnded: boolean }>(text, values);
    noteWritten(always);
    if (rows[0]?.isEnded) noteWritten(ended);
    if (rows[0]?.isOpened) noteWritten([recorded]);
    return rows[0]?.isOpened ?? false;
  }
}
