import { Controller, Req } from '@nestjs/common';
import { accountEndpoints, type EmailVerified } from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { EmailChangeService } from './email-change.service.ts';
import { EmailVerificationService } from './email-verification.service.ts';
import { OptionalAuth } from '../sessions/optional-auth.service.ts';

@Controller()
@ApiGroup('Email', 'Proving and changing e-mail addresses.')
export class EmailController {
  constructor(
    private readonly verification: EmailVerificationService,
    private readonly changes: EmailChangeService,
    private readonly holder: OptionalAuth,
  ) {}

  @Handle(accountEndpoints.verifyEmail)
  async verify(
    @Input() { body, origin }: InputOf<typeof accountEndpoints.verifyEmail>,
    @Req() request: FastifyRequest,
  ): Promise<EmailVerified> {
    return this.verification.verify(body.token, await this.holder.userIdOf(request), origin);
  }

  @Handle(accountEndpoints.resendVerification)
  resend(@Input() { principal, origin }: InputOf<typeof accountEndpoints.resendVerification>): Promise<void> {
    return this.verification.resend(principal.user.id, origin);
  }

  @Handle(accountEndpoints.changeEmail)
  change(@Input() { principal, body, origin }: InputOf<typeof accountEndpoints.changeEmail>): Promise<void> {
    return this.changes.request(principal, body, origin);
  }
}
