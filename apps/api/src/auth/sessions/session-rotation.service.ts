import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import type { ClientState } from '../cookies/index.ts';
import { belongsTo, decodeRefreshToken, RefreshKeys } from './rotation/refresh-token.ts';
import { exchange, type RotationStore } from './rotation/rotation.ts';
import { LiveSessions } from './live-sessions.service.ts';
import { SessionEndings } from './session-endings.service.ts';
import { SessionsService, type SignedIn } from './sessions.service.ts';
import { SessionsStore } from './sessions.store.ts';

/** Exchanges refresh tokens. Postgres decides every outcome; no cache is asked. */
@Injectable()
export class SessionRotationService {
  constructor(
    private readonly store: SessionsStore,
    private readonly sessions: SessionsService,
    private readonly endings: SessionEndings,
    private readonly live: LiveSessions,
    private readonly keys: RefreshKeys,
  ) {}

  /**
   * @throws AppError REFRESH_INVALID: never issued, or ended. REFRESH_REUSED: an old token came back; the session is
   * over.
   */
  async rotate({ refreshToken }: ClientState, context: RequestContext): Promise<SignedIn> {
    const result = await exchange(rotationStoreOf(this.store, this.endings), refreshToken, this.keys.all, context);
    if (result.kind === 'issued') {
      const { user, refreshToken: successor, accessTokenId, hasMfa } = result;
      const tokens = this.sessions.issue(user, successor, accessTokenId, hasMfa);
      return { user: tokens.user, cookies: this.sessions.cookiesOf(tokens) };
    }
    if (result.kind === 'invalid') throw new AppError('REFRESH_INVALID');
    await this.live.forget(result.sessionId);
    throw new AppError('REFRESH_REUSED');
  }

  /** Ends the session that a refresh token belongs to, however old the token is. */
  async end({ refreshToken }: ClientState, reason: 'LOGOUT' | 'REPLACED', context: RequestContext): Promise<void> {
    const presented = decodeRefreshToken(refreshToken);
    const state = presented && (await this.store.state(presented.sessionId));
    if (presented && state && belongsTo(presented, state, this.keys.all)) {
      await this.endings.revoke(presented.sessionId, reason, context);
    }
  }
}

/** Adapts the store and `SessionEndings` to what `exchange` needs. */
export function rotationStoreOf(store: SessionsStore, endings: SessionEndings): RotationStore {
  return {
    rotate: (request) => store.rotate(request),
    state: (sessionId) => store.state(sessionId),
    endStolen: (sessionId, context) => endings.endStolen(sessionId, context),
  };
}
