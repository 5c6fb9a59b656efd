import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { accessTokenOf } from './access-token-request.ts';
import { AccessTokenService } from './access-token.service.ts';
import { decodeRefreshToken, hashRefreshToken } from './refresh-token.ts';
import { SessionCookies } from './session-cookies.ts';
import { SessionsService } from './sessions.service.ts';
import { SessionsStore } from './sessions.store.ts';

/** Who a request to a public endpoint comes from, where it makes a difference and signing in is not demanded. */
@Injectable()
export class OptionalAuth {
  constructor(
    private readonly cookies: SessionCookies,
    private readonly accessTokens: AccessTokenService,
    private readonly sessions: SessionsService,
    private readonly store: SessionsStore,
  ) {}

  /** The user whose live session the client holds, by its access token or, that having run out, its refresh cookie. */
  async userIdOf(request: FastifyRequest): Promise<string | null> {
    const token = accessTokenOf(request, this.cookies);
    const claims = token === undefined ? null : this.accessTokens.verify(token);
    const principal = claims && (await this.sessions.principalOf(claims));
    if (principal) return principal.user.id;
    return this.refreshHolder(this.cookies.refreshToken(request));
  }

  private async refreshHolder(cookie: string | undefined): Promise<string | null> {
    const presented = decodeRefreshToken(cookie);
    const state = presented && (await this.store.state(presented.sessionId));
    if (!presented || !state?.alive) return null;
    return hashRefreshToken(presented) === state.refreshToken ? state.userId : null;
  }
}
