import { Injectable } from '@nestjs/common';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { lockAccount } from '../../users/index.ts';
import { type NewSecurityEvent, NoticesService, SecurityEventsService } from '../activity/index.ts';
import { LiveSessions } from './live-sessions.service.ts';
import { type RevocationReason, SessionsStore } from './sessions.store.ts';

/** A replaced session has no event: the `SIGNED_IN` that follows covers it. */
const eventOf: Record<RevocationReason, NewSecurityEvent['type'] | null> = {
  LOGOUT: 'SIGNED_OUT',
  REVOKED: 'SESSION_REVOKED',
  REPLACED: null,
  TOKEN_REUSE: 'REFRESH_TOKEN_REUSED',
};

/** Ends single sessions, and notifies their user, other features and every replica. */
@Injectable()
export class SessionEndings {
  constructor(
    private readonly prisma: PrismaService,
    private readonly store: SessionsStore,
    private readonly live: LiveSessions,
    private readonly securityEvents: SecurityEventsService,
    private readonly notices: NoticesService,
    private readonly events: EventOutbox,
  ) {}

  /** Ends a session everywhere. With `userId`, only if the session is theirs. Returns false if there was nothing to end. */
  async revoke(
    sessionId: string,
    reason: Exclude<RevocationReason, 'TOKEN_REUSE'>,
    context: RequestContext,
    userId?: string,
  ): Promise<boolean> {
    const revoked = await this.prisma.$transaction((tx) => this.end(tx, { sessionId, userId, reason, context }));
    await this.live.forget(sessionId);
    return revoked !== null;
  }

  /** Ends every session of the user except the current one. */
  async revokeOthers({ user, sessionId }: Principal, context: RequestContext): Promise<void> {
    const userId = user.id;
    const ended = await this.prisma.$transaction(async (tx) => {
      const ids = await this.store.endOthers(tx, userId, sessionId, 'REVOKED');
      await this.securityEvents.record(tx, { type: 'OTHER_SESSIONS_REVOKED', userId, sessionId, context });
      for (const id of ids) await this.announce(tx, userId, id);
      await this.withdrawPromises(tx, userId);
      return ids;
    });
    await Promise.all(ended.map((id) => this.live.forget(id)));
  }

  /** Called when an old refresh token has come back. Notifies the owner only once, however often it is called. */
  async endStolen(sessionId: string, context: RequestContext): Promise<void> {
    await this.prisma.$transaction(async (tx) => {
      // Code that locks both locks the account before its sessions.
      const owner = await this.lockOwner(tx, sessionId);
      const endedOf = await this.end(tx, { sessionId, reason: 'TOKEN_REUSE', context });
      if (endedOf !== null && owner) await this.notices.send(tx, owner, 'TOKEN_REUSED', context);
    });
  }

  /** @returns the owner's id; null, with nothing written, if the session had already ended or is not this user's. */
  private async end(
    tx: Prisma.TransactionClient,
    {
      sessionId,
      userId,
      reason,
      context,
    }: {
      readonly sessionId: string;
      readonly userId?: string | undefined;
      readonly reason: RevocationReason;
      readonly context: RequestContext;
    },
  ): Promise<string | null> {
    const ownerId = await this.store.end(tx, sessionId, reason, userId);
    if (ownerId === null) return null;
    const type = eventOf[reason];
    // If several callers end the session at once, the one that succeeds writes the event.
    if (type) await this.securityEvents.record(tx, { type, userId: ownerId, sessionId, context });
    await this.announce(tx, ownerId, sessionId);
    if (reason === 'REVOKED' || reason === 'TOKEN_REUSE') await this.withdrawPromises(tx, ownerId);
    return ownerId;
  }

  /**
   * A user who ends another of their sessions can see the tokens it created in a list, but not a token that it has only
   * promised to a program. Approving the program again takes a moment.
   */
  private async withdrawPromises(tx: Prisma.TransactionClient, userId: string): Promise<void> {
    const where = { userId, decision: 'APPROVED' } as const;
    await tx.deviceAuthorization.updateMany({ where, data: { decision: 'DENIED' } });
  }

  private async announce(tx: Prisma.TransactionClient, userId: string, sessionId: string): Promise<void> {
    await this.events.publish(tx, { subject: 'session.revoked', aggregateId: userId, data: { userId, sessionId } });
  }

  private async lockOwner(tx: Prisma.TransactionClient, sessionId: string): Promise<User | null> {
    const session = await tx.session.findUnique({ where: { id: sessionId }, select: { userId: true } });
    return session && lockAccount(tx, session.userId);
  }
}
