import { Controller } from '@nestjs/common';
import {
  type AuthorizationOutcome,
  type AuthorizationStart,
  type CurrentUser,
  identityEndpoints,
  type IdentityList,
  type IdentityProviderList,
} from '@pixelboxx/shared';
import { AppError } from '../../platform/errors/app-error.ts';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { Client, type ClientState, type CookieWriter, SetCookies } from '../cookies/index.ts';
import { SignInMethods } from '../passwords/index.ts';
import { AuthorizationStartService } from './authorization-start.service.ts';
import { CallbackService } from './callback.service.ts';
import { IdentityLinkingService } from './identity-linking.service.ts';
import { ProvidersService } from './providers/providers.service.ts';

@Controller()
@ApiGroup('Identities', 'Signing in by identity providers: OpenID Connect, and GitHub.')
export class IdentitiesController {
  constructor(
    private readonly providers: ProvidersService,
    private readonly starts: AuthorizationStartService,
    private readonly callbacks: CallbackService,
    private readonly linking: IdentityLinkingService,
    private readonly methods: SignInMethods,
  ) {}

  @Handle(identityEndpoints.providers)
  listProviders(): IdentityProviderList {
    return { items: this.providers.list(), methods: [...this.methods.offered] };
  }

  @Handle(identityEndpoints.start)
  async start(
    @Input() { body }: InputOf<typeof identityEndpoints.start>,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<AuthorizationStart> {
    const { url, cookies } = await this.starts.signIn(body.provider);
    setCookies(cookies);
    return { url };
  }

  @Handle(identityEndpoints.link)
  async link(
    @Input() { principal, body }: InputOf<typeof identityEndpoints.link>,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<AuthorizationStart> {
    const { url, cookies } = await this.starts.link(principal, body.provider);
    setCookies(cookies);
    return { url };
  }

  @Handle(identityEndpoints.stepUp)
  async stepUp(
    @Input() { principal, body }: InputOf<typeof identityEndpoints.stepUp>,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<AuthorizationStart> {
    const { url, cookies } = await this.starts.reauthenticate(principal, body.provider);
    setCookies(cookies);
    return { url };
  }

  @Handle(identityEndpoints.callback)
  async callback(
    @Input() { body, context }: InputOf<typeof identityEndpoints.callback>,
    @Client() client: ClientState,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<AuthorizationOutcome> {
    const { outcome, cookies } = await this.callbacks.complete(body, client, context);
    setCookies(cookies);
    if ('outcome' in outcome) return outcome;
    throw new AppError('MFA_REQUIRED', { details: { methods: [...outcome] } });
  }

  @Handle(identityEndpoints.register)
  async register(
    @Input() { body, context }: InputOf<typeof identityEndpoints.register>,
    @Client() client: ClientState,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<CurrentUser> {
    const { user, cookies } = await this.callbacks.register(body, client, context);
    setCookies(cookies);
    return user;
  }

  @Handle(identityEndpoints.list)
  list(@Input() { principal }: InputOf<typeof identityEndpoints.list>): Promise<IdentityList> {
    return this.linking.list(principal.user.id);
  }

  @Handle(identityEndpoints.unlink)
  unlink(@Input() { principal, params, context }: InputOf<typeof identityEndpoints.unlink>): Promise<void> {
    return this.linking.unlink(principal, params.id, context);
  }
}
