import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { Prisma } from '../../generated/prisma/client.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import type { NamedPart } from '../../platform/one-statement.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import type { ClientState } from '../cookies/index.ts';
import { LiveSessions } from './live-sessions.service.ts';
import { belongsTo, decodeRefreshToken, RefreshKeys } from './rotation/refresh-token.ts';
import { SessionRotationService } from './session-rotation.service.ts';

/** The session of a browser that signs in again. As far as is known, it has not ended. */
export interface FormerSession {
  readonly id: string;
  readonly userId: string;
}

/** The columns of a session's row needed here: its user, and the hash of its refresh token. */
export interface FormerSessionRow {
  readonly userId: string;
  readonly refreshToken: string;
}

/**
 * New cookies replace the session that a browser still has. It is ended, not left behind (session fixation), either by
 * the statement that opens the next session or afterwards.
 */
@Injectable()
export class FormerSessions {
  constructor(
    private readonly rotation: SessionRotationService,
    private readonly live: LiveSessions,
    private readonly events: EventOutbox,
    private readonly clock: Clock,
    private readonly keys: RefreshKeys,
  ) {}

  /** The id of the session that the browser claims to have. */
  claimed({ refreshToken }: ClientState): string | null {
    return decodeRefreshToken(refreshToken)?.sessionId ?? null;
  }

  /** Returns null unless the browser really has the session, by any of its tokens. `row` belongs to the session it claims. */
  of({ refreshToken }: ClientState, row: FormerSessionRow | null): FormerSession | null {
    const presented = decodeRefreshToken(refreshToken);
    if (!presented || !row || !belongsTo(presented, row, this.keys.all)) return null;
    return { id: presented.sessionId, userId: row.userId };
  }

  /** Ends the session if `when` holds, and publishes the event. The part `ended` has a row only in that case. */
  endingParts({ id: sessionId, userId }: FormerSession, when: Prisma.Sql): NamedPart[] {
    const sql = Prisma.sql`UPDATE sessions SET revoked_at = ${this.clock.now()}::timestamptz, revoked_reason = 'REPLACED'
       WHERE id = ${sessionId}::uuid AND revoked_at IS NULL AND ${when} RETURNING id`;
    const event = { subject: 'session.revoked', aggregateId: userId, data: { userId, sessionId } } as const;
    return [{ name: 'ended', sql }, ...this.events.parts(event, Prisma.sql`EXISTS (SELECT FROM ended)`)];
  }

  /** Does the same in separate statements, for sessions opened in another way. */
  end(client: ClientState, context: RequestContext): Promise<void> {
    return this.rotation.end(client, 'REPLACED', context);
  }

  /** Call it after the commit. */
  forget({ id }: FormerSession): Promise<void> {
    return this.live.forget(id);
  }
}
