import { Controller } from '@nestjs/common';
import {
  type CurrentUser,
  type Passkey,
  passkeyEndpoints,
  type PasskeyList,
  type StepUpResult,
  type WebAuthnJson,
} from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { Client, type ClientState, type CookieWriter, SetCookies } from '../cookies/index.ts';
import { PasskeyLoginService } from './passkey-login.service.ts';
import { PasskeyOptionsService } from './passkey-options.service.ts';
import { PasskeySignUpService } from './passkey-sign-up.service.ts';
import { PasskeysService } from './passkeys.service.ts';

@Controller()
@ApiGroup('Passkeys', 'WebAuthn credentials: signing in with them, and managing them.')
export class PasskeysController {
  constructor(
    private readonly passkeys: PasskeysService,
    private readonly options: PasskeyOptionsService,
    private readonly login: PasskeyLoginService,
    private readonly signUps: PasskeySignUpService,
  ) {}

  @Handle(passkeyEndpoints.list)
  async list(@Input() { principal }: InputOf<typeof passkeyEndpoints.list>): Promise<PasskeyList> {
    return { items: await this.passkeys.list(principal.user.id) };
  }

  @Handle(passkeyEndpoints.registrationOptions)
  registrationOptions(
    @Input() { principal }: InputOf<typeof passkeyEndpoints.registrationOptions>,
  ): Promise<WebAuthnJson> {
    return this.passkeys.creationOptions(principal);
  }

  @Handle(passkeyEndpoints.add)
  add(@Input() { principal, body, context }: InputOf<typeof passkeyEndpoints.add>): Promise<Passkey> {
    return this.passkeys.add(principal, body.name, body.response, context);
  }

  @Handle(passkeyEndpoints.remove)
  remove(@Input() { principal, params, context }: InputOf<typeof passkeyEndpoints.remove>): Promise<void> {
    return this.passkeys.remove(principal, params.id, context);
  }

  @Handle(passkeyEndpoints.authenticationOptions)
  authenticationOptions(
    @Input() { context }: InputOf<typeof passkeyEndpoints.authenticationOptions>,
    @Client() client: ClientState,
  ): Promise<WebAuthnJson> {
    return this.options.requestOptions(client, context);
  }

  @Handle(passkeyEndpoints.signUpOptions)
  signUpOptions(@Input() { body }: InputOf<typeof passkeyEndpoints.signUpOptions>): Promise<WebAuthnJson> {
    return this.signUps.options(body);
  }

  @Handle(passkeyEndpoints.signUp)
  async signUp(
    @Input() { body, context }: InputOf<typeof passkeyEndpoints.signUp>,
    @Client() client: ClientState,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<CurrentUser> {
    const { user, cookies } = await this.signUps.signUp(body, client, context);
    setCookies(cookies);
    return user;
  }

  @Handle(passkeyEndpoints.signIn)
  async signIn(
    @Input() { body, context }: InputOf<typeof passkeyEndpoints.signIn>,
    @Client() client: ClientState,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<CurrentUser> {
    const { user, cookies } = await this.login.signIn(body.response, client, context);
    setCookies(cookies);
    return user;
  }

  @Handle(passkeyEndpoints.stepUp)
  stepUp(@Input() { principal, body, context }: InputOf<typeof passkeyEndpoints.stepUp>): Promise<StepUpResult> {
    return this.login.stepUp(principal, body.response, context);
  }
}
