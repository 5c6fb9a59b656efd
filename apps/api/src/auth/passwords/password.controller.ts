import { Controller, Req, Res } from '@nestjs/common';
import { accountEndpoints, type CurrentUser, type Done, type PendingReset } from '@pixelboxx/shared';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { PasswordChangeService } from './password-change.service.ts';
import { PasswordResetService } from './password-reset.service.ts';
import { KnownDeviceCookies } from '../login/known-device-cookies.ts';
import { SessionCookies } from '../sessions/session-cookies.ts';

@Controller()
@ApiGroup('Password', 'Forgotten, reset and changed passwords.')
export class PasswordController {
  constructor(
    private readonly resets: PasswordResetService,
    private readonly changes: PasswordChangeService,
    private readonly cookies: SessionCookies,
    private readonly devices: KnownDeviceCookies,
  ) {}

  @Handle(accountEndpoints.forgotPassword)
  forgot(@Input() { body, origin }: InputOf<typeof accountEndpoints.forgotPassword>): Promise<void> {
    return this.resets.forgot(body.email, origin);
  }

  @Handle(accountEndpoints.resetPassword)
  async reset(
    @Input() { body, origin }: InputOf<typeof accountEndpoints.resetPassword>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Done> {
    const user = await this.resets.reset(body, origin);
    this.cookies.clear(reply);
    // Whoever holds the mailbox is no stranger: an attack that goes on cannot use up this browser's tries.
    this.devices.remember(request, reply, user);
    return { done: true };
  }

  @Handle(accountEndpoints.pendingReset)
  pendingReset(@Input() { body }: InputOf<typeof accountEndpoints.pendingReset>): Promise<PendingReset> {
    return this.resets.questions(body.token);
  }

  @Handle(accountEndpoints.changePassword)
  // It opens a session with a fresh proof: without this, a thief of session and password would get around the code.
  async change(
    @Input() { principal, body, origin }: InputOf<typeof accountEndpoints.changePassword>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CurrentUser> {
    const tokens = await this.changes.change(principal, body, origin);
    this.cookies.set(reply, tokens);
    return tokens.user;
  }
}
