import { Injectable } from '@nestjs/common';
import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { decodeRefreshToken } from './refresh-token.ts';
import { belongsTo, exchange } from './rotation.ts';
import { type IssuedTokens, SessionsService } from './sessions.service.ts';
import { SessionsStore } from './sessions.store.ts';

/** Exchanges refresh tokens. Postgres decides every outcome; no cache is asked. */
@Injectable()
export class SessionRotationService {
  private readonly keys: readonly KeyObject[];

  constructor(
    private readonly store: SessionsStore,
    private readonly sessions: SessionsService,
    @InjectConfig() config: Config,
  ) {
    this.keys = config.secrets.refreshToken.map((key) => createSecretKey(key));
  }

  /**
   * @throws AppError REFRESH_INVALID: never issued or ended. REFRESH_REUSED: an old token came back, the session is over.
   */
  async rotate(cookie: string | undefined, origin: RequestContext): Promise<IssuedTokens> {
    const result = await exchange(this.store, cookie, this.keys, origin);
    if (result.kind === 'issued') return this.sessions.issue(result.user, result.refreshToken, result.accessTokenId);
    if (result.kind === 'invalid') throw new AppError('REFRESH_INVALID');
    await this.sessions.forget(result.sessionId);
    throw new AppError('REFRESH_REUSED');
  }

  /** Ends the session a refresh token belongs to, however old the token is. */
  async end(cookie: string | undefined, reason: 'LOGOUT' | 'REPLACED', origin: RequestContext): Promise<void> {
    const presented = decodeRefreshToken(cookie);
    const state = presented && (await this.store.state(presented.sessionId));
    if (presented && state && belongsTo(presented, state, this.keys)) {
      await this.sessions.revoke(presented.sessionId, reason, origin);
    }
  }
}
