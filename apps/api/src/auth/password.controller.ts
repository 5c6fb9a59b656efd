import { Body, Controller, Req, Res } from '@nestjs/common';
import {
  accountEndpoints,
  ChangePasswordRequest,
  type CurrentUser,
  type Done,
  ForgotPasswordRequest,
  MailTokenRequest,
  type PendingReset,
  ResetPasswordRequest,
} from '@pixelboxx/shared';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, CurrentCaller, type Origin, RequestOrigin } from '../platform/http/caller.ts';
import { Endpoint } from '../platform/http/endpoint.decorator.ts';
import { RateLimit } from '../platform/http/rate-limit.guard.ts';
import { RequireStepUp } from '../platform/http/step-up.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { PasswordChangeService } from './password-change.service.ts';
import { PasswordResetService } from './password-reset.service.ts';
import { DeviceCookies } from './device-cookies.ts';
import { SessionCookies } from './session-cookies.ts';

@Controller()
@ApiGroup('Password', 'Forgotten, reset and changed passwords.')
export class PasswordController {
  constructor(
    private readonly resets: PasswordResetService,
    private readonly changes: PasswordChangeService,
    private readonly cookies: SessionCookies,
    private readonly devices: DeviceCookies,
  ) {}

  @Endpoint(accountEndpoints.forgotPassword)
  @RateLimit({ name: 'password-forgot', limit: 30, windowSeconds: 3600, by: 'address' })
  forgot(
    @Body({ schema: ForgotPasswordRequest }) body: ForgotPasswordRequest,
    @RequestOrigin() origin: Origin,
  ): Promise<void> {
    return this.resets.forgot(body.email, origin);
  }

  @Endpoint(accountEndpoints.resetPassword)
  @RateLimit({ name: 'mail-token', limit: 60, windowSeconds: 60, by: 'address' })
  async reset(
    @Body({ schema: ResetPasswordRequest }) body: ResetPasswordRequest,
    @RequestOrigin() origin: Origin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Done> {
    const user = await this.resets.reset(body, origin);
    this.cookies.clear(reply);
    // Whoever holds the mailbox is no stranger: an attack that goes on cannot use up this browser's tries.
    this.devices.remember(request, reply, user);
    return { done: true };
  }

  @Endpoint(accountEndpoints.pendingReset)
  @RateLimit({ name: 'mail-token', limit: 60, windowSeconds: 60, by: 'address' })
  pendingReset(@Body({ schema: MailTokenRequest }) body: MailTokenRequest): Promise<PendingReset> {
    return this.resets.questions(body.token);
  }

  @Endpoint(accountEndpoints.changePassword)
  // It opens a session with a fresh proof: without this, a thief of session and password would get around the code.
  @RequireStepUp('with-mfa')
  @RateLimit({ name: 'password-change', limit: 60, windowSeconds: 3600, by: 'user' })
  async change(
    @CurrentCaller() caller: Caller,
    @Body({ schema: ChangePasswordRequest }) body: ChangePasswordRequest,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CurrentUser> {
    const tokens = await this.changes.change(caller, body, origin);
    this.cookies.set(reply, tokens);
    return tokens.user;
  }
}
