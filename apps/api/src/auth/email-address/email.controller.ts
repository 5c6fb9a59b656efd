import { Controller } from '@nestjs/common';
import { accountEndpoints, type EmailVerified } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { Client, type ClientState } from '../cookies/index.ts';
import { OptionalAuth } from '../sessions/index.ts';
import { EmailChangeService } from './email-change.service.ts';
import { EmailVerificationService } from './email-verification.service.ts';
import { VerificationLinks } from './verification-links.service.ts';

@Controller()
@ApiGroup('Email', 'Proving and changing e-mail addresses.')
export class EmailController {
  constructor(
    private readonly verification: EmailVerificationService,
    private readonly links: VerificationLinks,
    private readonly changes: EmailChangeService,
    private readonly optionalAuth: OptionalAuth,
  ) {}

  @Handle(accountEndpoints.verifyEmail)
  async verify(
    @Input() { body, context }: InputOf<typeof accountEndpoints.verifyEmail>,
    @Client() client: ClientState,
  ): Promise<EmailVerified> {
    return this.verification.verify(body.token, await this.optionalAuth.userIdOf(client), context);
  }

  @Handle(accountEndpoints.resendVerification)
  resend(@Input() { principal, context }: InputOf<typeof accountEndpoints.resendVerification>): Promise<void> {
    return this.links.resend(principal.user.id, context);
  }

  @Handle(accountEndpoints.changeEmail)
  change(@Input() { principal, body, context }: InputOf<typeof accountEndpoints.changeEmail>): Promise<void> {
    return this.changes.request(principal, body, context);
  }
}
