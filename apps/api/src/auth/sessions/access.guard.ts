import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access, EndpointSpec } from '@pixelboxx/shared';
import { AppError } from '../../platform/errors/app-error.ts';
import type { EndpointGuard, Guard } from '../../platform/http/endpoint/endpoint-pipeline.ts';
import { AccessPolicy, AccessTokenService } from '../access-tokens/index.ts';
import { AuthCookies } from '../cookies/index.ts';
import { presentedToken, TokenAccess } from '../personal-tokens/index.ts';
import { LiveSessions } from './live-sessions.service.ts';

/** The only access guard. An endpoint declares who can call it; a route outside the contract is public. */
@Injectable()
export class AccessGuard implements EndpointGuard {
  constructor(
    private readonly accessTokens: AccessTokenService,
    private readonly sessions: LiveSessions,
    private readonly personalTokens: TokenAccess,
    private readonly policy: AccessPolicy,
    private readonly cookies: AuthCookies,
  ) {}

  guardOf({ access, scope }: EndpointSpec): Guard | null {
    if (access === 'public') return null;
    const tokenScope = access === 'user' ? scope : undefined;
    return (request, reply) => this.admit(request, reply, access, tokenScope);
  }

  private async admit(
    request: FastifyRequest,
    reply: FastifyReply,
    access: Exclude<Access, 'public'>,
    scope: EndpointSpec['scope'],
  ): Promise<void> {
    // Responses for one user must not stay in a shared cache.
    void reply.header('cache-control', 'no-store');
    // Cookies are ignored here: a client that sends a token wants the token's rights, not those the browser adds automatically.
    const personalToken = request.headers.authorization && presentedToken(request);
    if (personalToken) return this.admitToken(request, reply, personalToken, scope);
    const token = this.cookies.accessToken(request);
    const claims = token === undefined ? null : this.accessTokens.verify(token);
    const principal = claims && (await this.sessions.principalOf(claims));
    if (!principal) throw new AppError('UNAUTHENTICATED');
    request.principal = principal;
    request.userId = principal.user.id;
    // Uses the current role, not the one in the token: a demotion takes effect at once.
    const refusal = this.policy.refusalOf(principal, access);
    if (refusal) throw new AppError(refusal);
  }

  private async admitToken(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    scope: EndpointSpec['scope'],
  ): Promise<void> {
    const admitted = await this.personalTokens.admit(token, scope);
    if ('challenge' in admitted) {
      void reply.header('www-authenticate', admitted.challenge);
      throw new AppError(admitted.code);
    }
    request.principal = admitted;
    request.userId = admitted.user.id;
  }
}
