import { Controller } from '@nestjs/common';
import { type CurrentUser, emailCodeEndpoints, type StepUpResult } from '@pixelboxx/shared';
import { AppError } from '../../platform/errors/app-error.ts';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { Client, type ClientState, type CookieWriter, SetCookies } from '../cookies/index.ts';
import { OptionalAuth } from '../sessions/index.ts';
import { CodeReauthenticationService } from './code-reauthentication.service.ts';
import { CodeRequestsService } from './code-requests.service.ts';
import { CodeSignInService } from './code-sign-in.service.ts';

@Controller()
@ApiGroup('EmailCodes', 'Signing in by a code that is mailed.')
export class SignInCodesController {
  constructor(
    private readonly requests: CodeRequestsService,
    private readonly signIns: CodeSignInService,
    private readonly reauthentications: CodeReauthenticationService,
    private readonly optionalAuth: OptionalAuth,
  ) {}

  @Handle(emailCodeEndpoints.request)
  async request(
    @Input() { body, context }: InputOf<typeof emailCodeEndpoints.request>,
    @Client() client: ClientState,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<void> {
    setCookies([await this.requests.request(body.email, client, context)]);
  }

  @Handle(emailCodeEndpoints.verify)
  async verify(
    @Input() { body, context }: InputOf<typeof emailCodeEndpoints.verify>,
    @Client() client: ClientState,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<CurrentUser> {
    const holderId = await this.optionalAuth.userIdOf(client);
    const outcome = await this.signIns.signIn(body, { client, context, holderId });
    setCookies(outcome.cookies);
    if (outcome.kind === 'signed-in') return outcome.user;
    throw new AppError('MFA_REQUIRED', { details: { methods: [...outcome.methods] } });
  }

  @Handle(emailCodeEndpoints.stepUp)
  stepUp(
    @Input() { principal, body, context }: InputOf<typeof emailCodeEndpoints.stepUp>,
    @Client() client: ClientState,
  ): Promise<StepUpResult> {
    return this.reauthentications.prove(principal, body.code, client, context);
  }
}
