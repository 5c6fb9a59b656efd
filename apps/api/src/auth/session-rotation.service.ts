import { Injectable } from '@nestjs/common';
import type { Config } from '../platform/config/config.ts';
import { InjectConfig } from '../platform/config/config.module.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { sha256Hex } from '../platform/digests.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { Origin } from '../platform/http/caller.ts';
import { UserSnapshotsService } from '../users/user-snapshots.service.ts';
import { decodeRefreshToken, hashRefreshToken, isAncestor, type RefreshToken, successorOf } from './refresh-token.ts';
import { judge } from './rotation.ts';
import { SecurityEventsService } from './security-events.service.ts';
import { type IssuedTokens, newAccessTokenId, SessionsService } from './sessions.service.ts';
import { SessionsStore } from './sessions.store.ts';

/** Exchanges refresh tokens. Postgres decides every outcome; no cache is asked. */
@Injectable()
export class SessionRotationService {
  private readonly key: Buffer;

  constructor(
    private readonly prisma: PrismaService,
    private readonly store: SessionsStore,
    private readonly sessions: SessionsService,
    private readonly snapshots: UserSnapshotsService,
    private readonly securityEvents: SecurityEventsService,
    @InjectConfig() config: Config,
  ) {
    this.key = config.secrets.refreshToken;
  }

  /**
   * @throws AppError REFRESH_INVALID: never issued or ended. REFRESH_REUSED: an old token came back, the session is over.
   */
  async rotate(cookie: string | undefined, origin: Origin): Promise<IssuedTokens> {
    const presented = decodeRefreshToken(cookie);
    if (!presented) throw new AppError('REFRESH_INVALID');
    const successor = successorOf(presented, this.key);
    const accessTokenId = newAccessTokenId();
    const user = await this.store.rotate({
      sessionId: presented.sessionId,
      presentedHash: hashRefreshToken(presented),
      successorHash: hashRefreshToken(successor),
      accessTokenIdHash: sha256Hex(accessTokenId),
      origin,
    });
    return user ? this.sessions.issue(user, successor, accessTokenId) : this.settle(presented, origin);
  }

  /** Ends the session a refresh token belongs to, however old the token is; a forged one ends nothing. */
  async end(cookie: string | undefined, reason: 'LOGOUT' | 'REPLACED'): Promise<void> {
    const presented = decodeRefreshToken(cookie);
    if (!presented) return;
    const state = await this.store.state(presented.sessionId);
    if (!state || !isAncestor(presented, state.generation, state.refreshToken, this.key)) return;
    await this.sessions.revoke(presented.sessionId, reason);
  }

  private async settle(presented: RefreshToken, origin: Origin): Promise<IssuedTokens> {
    const state = await this.store.state(presented.sessionId);
    const verdict = judge(presented, state, this.key);
    if (verdict.kind === 'repeat' && state) {
      const snapshot = await this.snapshots.get(state.userId);
      if (snapshot) return this.sessions.issue(snapshot.user, verdict.successor, newAccessTokenId());
    }
    if (verdict.kind === 'theft' && state) {
      await this.endStolen(presented.sessionId, state.userId, origin);
      throw new AppError('REFRESH_REUSED');
    }
    throw new AppError('REFRESH_INVALID');
  }

  private async endStolen(sessionId: string, userId: string, origin: Origin): Promise<void> {
    const ended = await this.sessions.revoke(sessionId, 'TOKEN_REUSE');
    // Of several replays at once, the one that ended the session writes the event.
    if (ended)
      await this.securityEvents.record(this.prisma, { type: 'REFRESH_TOKEN_REUSED', userId, sessionId, origin });
  }
}
