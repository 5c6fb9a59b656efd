import { Body, Controller, Req } from '@nestjs/common';
import { accountEndpoints, ChangeEmailRequest, type EmailVerified, MailTokenRequest } from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import { type Caller, CurrentCaller, type Origin, RequestOrigin } from '../platform/http/caller.ts';
import { Endpoint } from '../platform/http/endpoint.decorator.ts';
import { RateLimit } from '../platform/http/rate-limit.guard.ts';
import { RequireStepUp } from '../platform/http/step-up.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { EmailChangeService } from './email-change.service.ts';
import { EmailVerificationService } from './email-verification.service.ts';
import { SessionHolder } from './session-holder.service.ts';

@Controller()
@ApiGroup('Email', 'Proving and changing e-mail addresses.')
export class EmailController {
  constructor(
    private readonly verification: EmailVerificationService,
    private readonly changes: EmailChangeService,
    private readonly holder: SessionHolder,
  ) {}

  @Endpoint(accountEndpoints.verifyEmail)
  @RateLimit({ name: 'mail-token', limit: 60, windowSeconds: 60, by: 'address' })
  async verify(
    @Body({ schema: MailTokenRequest }) body: MailTokenRequest,
    @RequestOrigin() origin: Origin,
    @Req() request: FastifyRequest,
  ): Promise<EmailVerified> {
    return this.verification.verify(body.token, await this.holder.userIdOf(request), origin);
  }

  @Endpoint(accountEndpoints.resendVerification)
  @RateLimit({ name: 'verify-resend', limit: 30, windowSeconds: 3600, by: 'address' })
  resend(@CurrentCaller() caller: Caller, @RequestOrigin() origin: Origin): Promise<void> {
    return this.verification.resend(caller.user.id, origin);
  }

  @Endpoint(accountEndpoints.changeEmail)
  @RequireStepUp('with-mfa')
  @RateLimit({ name: 'email-change', limit: 60, windowSeconds: 3600, by: 'user' })
  change(
    @CurrentCaller() caller: Caller,
    @Body({ schema: ChangeEmailRequest }) body: ChangeEmailRequest,
    @RequestOrigin() origin: Origin,
  ): Promise<void> {
    return this.changes.request(caller, body, origin);
  }
}
