import { Injectable } from '@nestjs/common';
import { AccessTokenService } from '../access-tokens/index.ts';
import type { ClientState } from '../cookies/index.ts';
import { LiveSessions } from './live-sessions.service.ts';
import { decodeRefreshToken, hashRefreshToken } from './rotation/refresh-token.ts';
import { SessionsStore } from './sessions.store.ts';

/** Who a request to a public endpoint comes from, where it makes a difference and signing in is not demanded. */
@Injectable()
export class OptionalAuth {
  constructor(
    private readonly accessTokens: AccessTokenService,
    private readonly sessions: LiveSessions,
    private readonly store: SessionsStore,
  ) {}

  /** The user whose live session the client holds, by its access token or, that having run out, its refresh cookie. */
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
