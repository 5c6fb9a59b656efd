import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access, EndpointSpec } from '@pixelboxx/shared';
import { AppError } from '../../platform/errors/app-error.ts';
import { endpointOf } from '../../platform/http/endpoint/endpoint-metadata.ts';
import { AccessPolicy, AccessTokenService } from '../access-tokens/index.ts';
import { AuthCookies } from '../cookies/index.ts';
import { presentedToken, TokenAccess } from '../personal-tokens/index.ts';
import { LiveSessions } from './live-sessions.service.ts';

/** The one guard. An endpoint says who may call it; a route outside the contract is public. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly accessTokens: AccessTokenService,
    private readonly sessions: LiveSessions,
    private readonly personalTokens: TokenAccess,
    private readonly policy: AccessPolicy,
    private readonly cookies: AuthCookies,
  ) {}

  /** Without a promise where there is nothing to ask. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const spec = endpointOf(context.getHandler());
    const access = spec?.access ?? 'public';
    return access === 'public' || this.admits(context, access, spec?.scope);
  }

  private async admits(
    context: ExecutionContext,
    access: Exclude<Access, 'public'>,
    scope: EndpointSpec['scope'],
  ): Promise<true> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    // What only one user may see must not stay in a shared cache.
    void http.getResponse<FastifyReply>().header('cache-control', 'no-store');
    // Cookies beside it are not looked at: whoever names a token wants its power, and not what the browser adds by itself.
    const personalToken = request.headers.authorization && presentedToken(request);
    if (personalToken) return this.admitsToken(context, personalToken, access === 'user' ? scope : undefined);
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

  private async admitsToken(context: ExecutionContext, token: string, scope: EndpointSpec['scope']): Promise<true> {
    const http = context.switchToHttp();
    const admitted = await this.personalTokens.admit(token, scope);
    if ('challenge' in admitted) {
      void http.getResponse<FastifyReply>().header('www-authenticate', admitted.challenge);
      throw new AppError(admitted.code);
    }
    const request = http.getRequest<FastifyRequest>();
    request.principal = admitted;
    request.userId = admitted.user.id;
    return true;
  }
}
