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

/** The session of a browser that signs in anew. It has not ended, as far as is known. */
export interface FormerSession {
  readonly id: string;
  readonly userId: string;
}

/** What is asked of the row of a session: whose it is, and the hash of its refresh token. */
export interface FormerSessionRow {
  readonly userId: string;
  readonly refreshToken: string;
}

/**
 * New cookies replace the session a browser still has: it is ended, not left behind (session fixation), here by the
 * statement that opens the next one, or after it.
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

  /** Null unless the browser really has it, by whichever of its tokens; `row` is of the one it claims. */
  of({ refreshToken }: ClientState, row: FormerSessionRow | null): FormerSession | null {
    const presented = decodeRefreshToken(refreshToken);
    if (!presented || !row || !belongsTo(presented, row, this.keys.all)) return null;
    return { id: presented.sessionId, userId: row.userId };
  }

  /** Ends it if `when` holds, and tells other features; of the part `ended` there is a row if that was so. */
  endingParts({ id: sessionId, userId }: FormerSession, when: Prisma.Sql): NamedPart[] {
    const sql = Prisma.sql`UPDATE sessions SET revoked_at = ${this.clock.now()}::timestamptz, revoked_reason = 'REPLACED'
       WHERE id = ${sessionId}::uuid AND revoked_at IS NULL AND ${when} RETURNING id`;
    const event = { subject: 'session.revoked', aggregateId: userId, data: { userId, sessionId } } as const;
    return [{ name: 'ended', sql }, ...this.events.parts(event, Prisma.sql`EXISTS (SELECT FROM ended)`)];
  }

  /** The same in statements of its own, where the next one was opened in some other way. */
  end(client: ClientState, context: RequestContext): Promise<void> {
    return this.rotation.end(client, 'REPLACED', context);
  }

  /** After the commit. */
  forget({ id }: FormerSession): Promise<void> {
    return this.live.forget(id);
  }
}
