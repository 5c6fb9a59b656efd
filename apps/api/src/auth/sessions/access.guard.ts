import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '@pixelboxx/shared';
import { AppError } from '../../platform/errors/app-error.ts';
import { endpointOf } from '../../platform/http/endpoint/endpoint-metadata.ts';
import { AccessPolicy, AccessTokenService } from '../access-tokens/index.ts';
import { AuthCookies } from '../cookies/index.ts';
import { LiveSessions } from './live-sessions.service.ts';

/** The one guard. An endpoint says who may call it; a route outside the contract is public. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly accessTokens: AccessTokenService,
    private readonly sessions: LiveSessions,
    private readonly policy: AccessPolicy,
    private readonly cookies: AuthCookies,
  ) {}

  /** Without a promise where there is nothing to ask. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = endpointOf(context.getHandler())?.access ?? 'public';
    return access === 'public' || this.admits(context, access);
  }

  private async admits(context: ExecutionContext, access: Exclude<Access, 'public'>): Promise<true> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    // What only one user may see must not stay in a shared cache.
    void http.getResponse<FastifyReply>().header('cache-control', 'no-store');
    const token = this.cookies.accessToken(request);
    const claims = token === undefined ? null : this.accessTokens.verify(token);
    const principal = claims && (await this.sessions.principalOf(claims));
    if (!principal) throw new AppError('UNAUTHENTICATED');
    request.principal = principal;
    request.userId = principal.user.id;
    // The role of this moment, not the one in the token: a demotion takes effect at once.
    const refusal = this.policy.refusalOf(principal, access);
    if (refusal) throw new AppError(refusal);
    return true;
  }
}
