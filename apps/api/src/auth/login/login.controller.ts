import { Controller } from '@nestjs/common';
import { authEndpoints, type CurrentUser } from '@pixelboxx/shared';
import { AppError } from '../../platform/errors/app-error.ts';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { Client, type ClientState, type CookieWriter, SetCookies } from '../cookies/index.ts';
import { LoginService } from './login.service.ts';
import { RegistrationService } from './registration.service.ts';

@Controller()
@ApiGroup('Auth', 'Signing up, in and out; signed-in devices.')
export class LoginController {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly logins: LoginService,
  ) {}

  @Handle(authEndpoints.register)
  async register(
    @Input() { body, context }: InputOf<typeof authEndpoints.register>,
    @Client() client: ClientState,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<CurrentUser> {
    const { user, cookies } = await this.registrations.register(body, client, context);
    setCookies(cookies);
    return user;
  }

  @Handle(authEndpoints.login)
  async login(
    @Input() { body, context }: InputOf<typeof authEndpoints.login>,
    @Client() client: ClientState,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<CurrentUser> {
    const outcome = await this.logins.login(body, client, context);
    setCookies(outcome.cookies);
    if (outcome.kind === 'signed-in') return outcome.user;
    throw new AppError('MFA_REQUIRED', { details: { methods: [...outcome.methods] } });
  }
}
