import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { soleCookie } from '../../platform/http/security/cookie-header.ts';
import { challengeTtlSeconds } from './login-challenges.service.ts';

/** Holds a sign-in that waits for its second factor. Named and bound as the session's cookies are (`SessionCookies`). */
@Injectable()
export class ChallengeCookie {
  private readonly name: string;
  private readonly options;

  constructor(@InjectConfig() config: Config) {
    const secure = config.http.secureCookies;
    this.name = `${secure ? '__Host-' : ''}pbx_challenge`;
    this.options = { httpOnly: true, secure, path: '/', sameSite: 'strict' } as const;
  }

  read(request: FastifyRequest): string | undefined {
    return soleCookie(request, this.name);
  }

  set(reply: FastifyReply, token: string): void {
    void reply.setCookie(this.name, token, { ...this.options, maxAge: challengeTtlSeconds });
    void reply.header('cache-control', 'no-store');
  }

  /** Only where there is one: other responses stay without a cookie. */
  clear(request: FastifyRequest, reply: FastifyReply): void {
    if (this.read(request) === undefined) return;
    void reply.setCookie(this.name, '', { ...this.options, maxAge: 0 });
    void reply.header('cache-control', 'no-store');
  }
}
