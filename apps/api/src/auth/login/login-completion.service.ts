import { Injectable } from '@nestjs/common';
import type { CurrentUser } from '@pixelboxx/shared';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { KnownDeviceCookies } from './known-device-cookies.ts';
import { SessionCookies } from '../sessions/session-cookies.ts';
import { SessionRotationService } from '../sessions/session-rotation.service.ts';
import type { OpenedSession } from '../sessions/sessions.service.ts';

/** What every way of signing in ends with. */
@Injectable()
export class LoginCompletionService {
  constructor(
    private readonly rotation: SessionRotationService,
    private readonly cookies: SessionCookies,
    private readonly devices: KnownDeviceCookies,
  ) {}

  /** New cookies replace a session this browser may still have: it is ended, not left behind (session fixation). */
  async complete(
    tokens: OpenedSession,
    origin: RequestContext,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<CurrentUser> {
    await this.rotation.end(this.cookies.refreshToken(request), 'REPLACED', origin);
    this.cookies.set(reply, tokens);
    const { user, devicesForgottenAt } = tokens;
    this.devices.remember(request, reply, { id: user.id, devicesForgottenAt });
    return tokens.user;
  }
}
