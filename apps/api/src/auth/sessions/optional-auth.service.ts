import { Injectable } from '@nestjs/common';
import { AccessTokenService } from '../access-tokens/index.ts';
import type { ClientState } from '../cookies/index.ts';
import { LiveSessions } from './live-sessions.service.ts';
import { decodeRefreshToken, hashRefreshToken } from './rotation/refresh-token.ts';
import { SessionsStore } from './sessions.store.ts';

/** Identifies the user behind a request to a public endpoint that does not require signing in. */
@Injectable()
export class OptionalAuth {
  constructor(
    private readonly accessTokens: AccessTokenService,
    private readonly sessions: LiveSessions,
    private readonly store: SessionsStore,
  ) {}

  /** The user of the client's live session, found by its access token or, if that has expired, by its refresh cookie. */
  async userIdOf({ accessToken, refreshToken }: ClientState): Promise<string | null> {
    const claims = accessToken === undefined ? null : this.accessTokens.verify(accessToken);
    const principal = claims && (await this.sessions.principalOf(claims));
    if (principal) return principal.user.id;
    return this.refreshHolder(refreshToken);
  }

  private async refreshHolder(cookie: string | undefined): Promise<string | null> {
    const presented = decodeRefreshToken(cookie);
    const state = presented && (await this.store.state(presented.sessionId));
    if (!presented || !state?.alive) return null;
    return hashRefreshToken(presented) === state.refreshToken ? state.userId : null;
  }
}
