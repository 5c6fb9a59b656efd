import { Injectable } from '@nestjs/common';
import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import type { ClientState } from '../cookies/index.ts';
import { decodeRefreshToken } from './refresh-token.ts';
import { belongsTo, exchange, type RotationStore } from './rotation.ts';
import { LiveSessions } from './live-sessions.service.ts';
import { SessionCookies, type SignedIn } from './session-cookies.ts';
import { SessionEndings } from './session-endings.service.ts';
import { SessionsService } from './sessions.service.ts';
import { SessionsStore } from './sessions.store.ts';

/** Exchanges refresh tokens. Postgres decides every outcome; no cache is asked. */
@Injectable()
export class SessionRotationService {
  private readonly keys: readonly KeyObject[];

  constructor(
    private readonly store: SessionsStore,
    private readonly sessions: SessionsService,
    private readonly endings: SessionEndings,
    private readonly live: LiveSessions,
    private readonly cookies: SessionCookies,
    @InjectConfig() config: Config,
  ) {
    this.keys = config.secrets.refreshToken.map((key) => createSecretKey(key));
  }

  /**
   * @throws AppError REFRESH_INVALID: never issued or ended. REFRESH_REUSED: an old token came back, the session is over.
   */
  async rotate({ refreshToken }: ClientState, origin: RequestContext): Promise<SignedIn> {
    const result = await exchange(rotationStoreOf(this.store, this.endings), refreshToken, this.keys, origin);
    if (result.kind === 'issued') {
      const { user, refreshToken: successor, accessTokenId, hasSecondFactor } = result;
      const tokens = this.sessions.issue(user, successor, accessTokenId, hasSecondFactor);
      return { user: tokens.user, cookies: this.cookies.of(tokens) };
    }
    if (result.kind === 'invalid') throw new AppError('REFRESH_INVALID');
    await this.live.forget(result.sessionId);
    throw new AppError('REFRESH_REUSED');
  }

  /** Ends the session a refresh token belongs to, however old the token is. */
  async end({ refreshToken }: ClientState, reason: 'LOGOUT' | 'REPLACED', origin: RequestContext): Promise<void> {
    const presented = decodeRefreshToken(refreshToken);
    const state = presented && (await this.store.state(presented.sessionId));
    if (presented && state && belongsTo(presented, state, this.keys)) {
      await this.endings.revoke(presented.sessionId, reason, origin);
    }
  }
}

/** What `exchange` needs of the database. */
export function rotationStoreOf(store: SessionsStore, endings: SessionEndings): RotationStore {
  return {
    rotate: (request) => store.rotate(request),
    state: (sessionId) => store.state(sessionId),
    endStolen: (sessionId, origin) => endings.endStolen(sessionId, origin),
  };
}
