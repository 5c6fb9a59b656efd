import { Controller, Req, Res } from '@nestjs/common';
import { authEndpoints, type CurrentUser, type SessionList } from '@pixelboxx/shared';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { accessTokenOf } from '../sessions/access-token-request.ts';
import { AccessTokenService } from '../sessions/access-token.service.ts';
import { AuthService } from './auth.service.ts';
import { KnownDeviceCookies } from './known-device-cookies.ts';
import { LoginCompletionService } from './login-completion.service.ts';
import { ChallengeCookie } from '../mfa/challenge-cookie.ts';
import { PasswordHasher } from '../passwords/password-hasher.service.ts';
import { SessionCookies } from '../sessions/session-cookies.ts';
import { SessionRotationService } from '../sessions/session-rotation.service.ts';
import { SessionsService } from '../sessions/sessions.service.ts';

@Controller()
@ApiGroup('Auth', 'Signing up, in and out; signed-in devices.')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionsService,
    private readonly rotation: SessionRotationService,
    private readonly accessTokens: AccessTokenService,
    private readonly cookies: SessionCookies,
    private readonly devices: KnownDeviceCookies,
    private readonly completion: LoginCompletionService,
    private readonly challenge: ChallengeCookie,
    private readonly hasher: PasswordHasher,
  ) {}

  @Handle(authEndpoints.register)
  async register(
    @Input() { body, origin }: InputOf<typeof authEndpoints.register>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CurrentUser> {
    return this.completion.complete(
      await this.hasher.admit(() => this.auth.register(body, origin)),
      origin,
      request,
      reply,
    );
  }

  @Handle(authEndpoints.login)
  async login(
    @Input() { body, origin }: InputOf<typeof authEndpoints.login>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CurrentUser> {
    const outcome = await this.hasher.admit(() => this.auth.login(body, origin, this.devices.lookupIn(request)));
    if (outcome.kind === 'challenged') {
      this.challenge.set(reply, outcome.challengeToken);
      throw new AppError('MFA_REQUIRED', { details: { methods: [...outcome.methods] } });
    }
    this.challenge.clear(request, reply);
    return this.completion.complete(outcome.tokens, origin, request, reply);
  }

  @Handle(authEndpoints.refresh)
  async refresh(
    @Input() { origin }: InputOf<typeof authEndpoints.refresh>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CurrentUser> {
    try {
      const tokens = await this.rotation.rotate(this.cookies.refreshToken(request), origin);
      this.cookies.set(reply, tokens);
      return tokens.user;
    } catch (error) {
      // Only theft clears. Another failure may answer a request that was overtaken by a new sign-in in another tab,
      // whose cookies a clearing answer would wipe.
      if (error instanceof AppError && error.code === 'REFRESH_REUSED') this.cookies.clear(reply);
      throw error;
    }
  }

  @Handle(authEndpoints.logout)
  async logout(
    @Input() { origin }: InputOf<typeof authEndpoints.logout>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const accessToken = accessTokenOf(request, this.cookies);
    const claims = accessToken === undefined ? null : this.accessTokens.verify(accessToken);
    if (claims) await this.sessions.revoke(claims.sid, 'LOGOUT', origin, claims.sub);
    await this.rotation.end(this.cookies.refreshToken(request), 'LOGOUT', origin);
    this.cookies.clear(reply);
  }

  @Handle(authEndpoints.me)
  me(@Input() { principal }: InputOf<typeof authEndpoints.me>): CurrentUser {
    return principal.user;
  }

  @Handle(authEndpoints.sessions)
  async list(@Input() { principal }: InputOf<typeof authEndpoints.sessions>): Promise<SessionList> {
    return { items: await this.sessions.list(principal) };
  }

  @Handle(authEndpoints.revokeSession)
  async revoke(@Input() { principal, params, origin }: InputOf<typeof authEndpoints.revokeSession>): Promise<void> {
    const revoked = await this.sessions.revoke(params.id, 'REVOKED', origin, principal.user.id);
    // Someone else's session and one that never was get the same response.
    if (!revoked) throw new AppError('NOT_FOUND');
  }

  @Handle(authEndpoints.revokeOtherSessions)
  revokeOthers(@Input() { principal, origin }: InputOf<typeof authEndpoints.revokeOtherSessions>): Promise<void> {
    return this.sessions.revokeOthers(principal, origin);
  }
}
