import { Injectable } from '@nestjs/common';
import type { CurrentUser } from '@pixelboxx/shared';
import { accessTokenTtlSeconds } from '../access-tokens/index.ts';
import { AuthCookies, type ResponseCookie } from '../cookies/index.ts';
import { sessionIdleSeconds } from './rotation.ts';
import type { IssuedTokens } from './sessions.service.ts';

/** What a handler answers with when a browser has become, or stays, a user's. */
export interface SignedIn {
  readonly user: CurrentUser;
  readonly cookies: readonly ResponseCookie[];
}

/** The two cookies of a session. */
@Injectable()
export class SessionCookies {
  constructor(private readonly cookies: AuthCookies) {}

  of({ accessToken, refreshToken }: IssuedTokens): ResponseCookie[] {
    return [
      this.cookies.set('access', accessToken, accessTokenTtlSeconds),
      this.cookies.set('refresh', refreshToken, sessionIdleSeconds),
    ];
  }

  cleared(): ResponseCookie[] {
    return [this.cookies.clear('access'), this.cookies.clear('refresh')];
  }
}
