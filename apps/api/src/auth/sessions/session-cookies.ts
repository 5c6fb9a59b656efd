import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { soleCookie } from '../../platform/http/security/cookie-header.ts';
import { accessTokenTtlSeconds } from './access-token.service.ts';
import { sessionIdleSeconds } from './session-lifetimes.ts';
import type { IssuedTokens } from './sessions.service.ts';

/**
 * The two cookies of a session. `__Host-` (https only) binds them to exactly this host, so that no sibling domain can
 * plant one (RFC 6265bis 4.1.3.2). Over plain http, which only one machine serving itself uses, the names go without.
 */
@Injectable()
export class SessionCookies {
  private readonly access: CookieShape;
  private readonly refresh: CookieShape;

  constructor(@InjectConfig() config: Config) {
    const secure = config.http.secureCookies;
    const prefix = secure ? '__Host-' : '';
    const base = { httpOnly: true, secure, path: '/' } as const;
    this.access = { name: `${prefix}pbx_access`, options: { ...base, sameSite: 'lax', maxAge: accessTokenTtlSeconds } };
    this.refresh = {
      name: `${prefix}pbx_refresh`,
      options: { ...base, sameSite: 'strict', maxAge: sessionIdleSeconds },
    };
  }

  set(reply: FastifyReply, tokens: IssuedTokens): void {
    void reply
      .setCookie(this.access.name, tokens.accessToken, this.access.options)
      .setCookie(this.refresh.name, tokens.refreshToken, this.refresh.options)
      // A shared cache that kept this response would hand one user's session to another.
      .header('cache-control', 'no-store');
  }

  clear(reply: FastifyReply): void {
    for (const { name, options } of [this.access, this.refresh])
      void reply.setCookie(name, '', { ...options, maxAge: 0 });
    void reply.header('cache-control', 'no-store');
  }

  accessToken(request: FastifyRequest): string | undefined {
    return soleCookie(request, this.access.name);
  }

  refreshToken(request: FastifyRequest): string | undefined {
    return soleCookie(request, this.refresh.name);
  }
}

interface CookieShape {
  readonly name: string;
  readonly options: {
    readonly httpOnly: true;
    readonly secure: boolean;
    readonly path: '/';
    readonly sameSite: 'lax' | 'strict';
    readonly maxAge: number;
  };
}
