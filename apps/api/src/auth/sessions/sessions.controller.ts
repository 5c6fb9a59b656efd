import { Controller } from '@nestjs/common';
import { authEndpoints, type CurrentUser, type SessionList } from '@pixelboxx/shared';
import { AppError } from '../../platform/errors/app-error.ts';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { AccessTokenService } from '../access-tokens/index.ts';
import { Client, type ClientState, type CookieWriter, SetCookies } from '../cookies/index.ts';
import { SessionEndings } from './session-endings.service.ts';
import { SessionListService } from './session-list.service.ts';
import { SessionRotationService } from './session-rotation.service.ts';
import { SessionsService } from './sessions.service.ts';

@Controller()
@ApiGroup('Auth', 'Signing up, in and out; signed-in devices.')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly endings: SessionEndings,
    private readonly rotation: SessionRotationService,
    private readonly accessTokens: AccessTokenService,
    private readonly lists: SessionListService,
  ) {}

  @Handle(authEndpoints.me)
  me(@Input() { principal }: InputOf<typeof authEndpoints.me>): CurrentUser {
    return principal.user;
  }

  @Handle(authEndpoints.refresh)
  async refresh(
    @Input() { context }: InputOf<typeof authEndpoints.refresh>,
    @Client() client: ClientState,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<CurrentUser> {
    try {
      const { user, cookies } = await this.rotation.rotate(client, context);
      setCookies(cookies);
      return user;
    } catch (error) {
      // Only theft clears cookies. Another failure may belong to a request that a new sign-in in another tab overtook;
      // clearing would remove the cookies of that sign-in.
      if (error instanceof AppError && error.code === 'REFRESH_REUSED') setCookies(this.sessions.clearedCookies());
      throw error;
    }
  }

  @Handle(authEndpoints.logout)
  async logout(
    @Input() { context }: InputOf<typeof authEndpoints.logout>,
    @Client() client: ClientState,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<void> {
    const claims = client.accessToken === undefined ? null : this.accessTokens.verify(client.accessToken);
    if (claims) await this.endings.revoke(claims.sid, 'LOGOUT', context, claims.sub);
    await this.rotation.end(client, 'LOGOUT', context);
    setCookies(this.sessions.clearedCookies());
  }

  @Handle(authEndpoints.sessions)
  async list(@Input() { principal }: InputOf<typeof authEndpoints.sessions>): Promise<SessionList> {
    return { items: await this.lists.list(principal) };
  }

  @Handle(authEndpoints.revokeSession)
  async revoke(@Input() { principal, params, context }: InputOf<typeof authEndpoints.revokeSession>): Promise<void> {
    const revoked = await this.endings.revoke(params.id, 'REVOKED', context, principal.user.id);
    // Another user's session and one that never existed get the same response.
    if (!revoked) throw new AppError('NOT_FOUND');
  }

  @Handle(authEndpoints.revokeOtherSessions)
  revokeOthers(@Input() { principal, context }: InputOf<typeof authEndpoints.revokeOtherSessions>): Promise<void> {
    return this.endings.revokeOthers(principal, context);
  }
}
