import { Body, Controller, Param, Req, Res } from '@nestjs/common';
import {
  AddPasskeyRequest,
  type CurrentUser,
  type Passkey,
  PasskeyAssertionRequest,
  passkeyEndpoints,
  type PasskeyList,
  PasskeyParams,
  type StepUpResult,
  type WebAuthnJson,
} from '@pixelboxx/shared';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, CurrentCaller, type Origin, RequestOrigin } from '../../platform/http/caller.ts';
import { Endpoint } from '../../platform/http/endpoint.decorator.ts';
import { RateLimit } from '../../platform/http/rate-limit.guard.ts';
import { RequireStepUp } from '../../platform/http/step-up.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { DeviceCookies } from '../device-cookies.ts';
import { LoginCompletionService } from '../login-completion.service.ts';
import { ChallengeCookie } from '../mfa/challenge-cookie.ts';
import { PasskeyLoginService } from './passkey-login.service.ts';
import { PasskeysService } from './passkeys.service.ts';

const changes = { name: 'passkeys', limit: 60, windowSeconds: 3600, by: 'user' } as const;

@Controller()
@ApiGroup('Passkeys', 'WebAuthn credentials: signing in with them, and managing them.')
export class PasskeysController {
  constructor(
    private readonly passkeys: PasskeysService,
    private readonly login: PasskeyLoginService,
    private readonly completion: LoginCompletionService,
    private readonly devices: DeviceCookies,
    private readonly challenge: ChallengeCookie,
  ) {}

  @Endpoint(passkeyEndpoints.list)
  async list(@CurrentCaller() caller: Caller): Promise<PasskeyList> {
    return { items: await this.passkeys.list(caller.user.id) };
  }

  @Endpoint(passkeyEndpoints.registrationOptions)
  @RequireStepUp()
  @RateLimit(changes)
  registrationOptions(@CurrentCaller() caller: Caller): Promise<WebAuthnJson> {
    return this.passkeys.creationOptions(caller);
  }

  @Endpoint(passkeyEndpoints.add)
  @RequireStepUp()
  @RateLimit(changes)
  add(
    @CurrentCaller() caller: Caller,
    @Body({ schema: AddPasskeyRequest }) body: AddPasskeyRequest,
    @RequestOrigin() origin: Origin,
  ): Promise<Passkey> {
    return this.passkeys.add(caller, body.name, body.response, origin);
  }

  @Endpoint(passkeyEndpoints.remove)
  @RequireStepUp()
  @RateLimit(changes)
  remove(
    @CurrentCaller() caller: Caller,
    @Param({ schema: PasskeyParams }) params: PasskeyParams,
    @RequestOrigin() origin: Origin,
  ): Promise<void> {
    return this.passkeys.remove(caller, params.id, origin);
  }

  @Endpoint(passkeyEndpoints.authenticationOptions)
  @RateLimit({ name: 'passkey-options', limit: 600, windowSeconds: 3600, by: 'address' })
  authenticationOptions(@Req() request: FastifyRequest, @RequestOrigin() origin: Origin): Promise<WebAuthnJson> {
    return this.login.requestOptions(request, origin);
  }

  @Endpoint(passkeyEndpoints.signIn)
  @RateLimit({ name: 'login', limit: 300, windowSeconds: 3600, by: 'address' })
  async signIn(
    @Body({ schema: PasskeyAssertionRequest }) body: PasskeyAssertionRequest,
    @RequestOrigin() origin: Origin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CurrentUser> {
    const deviceIdOf = this.devices.lookupIn(request);
    const tokens = await this.login.signIn(body.response, this.challenge.read(request), origin, deviceIdOf);
    this.challenge.clear(request, reply);
    return this.completion.complete(tokens, origin, request, reply);
  }

  @Endpoint(passkeyEndpoints.stepUp)
  @RateLimit({ name: 'step-up', limit: 60, windowSeconds: 3600, by: 'user' })
  stepUp(
    @CurrentCaller() caller: Caller,
    @Body({ schema: PasskeyAssertionRequest }) body: PasskeyAssertionRequest,
    @RequestOrigin() origin: Origin,
  ): Promise<StepUpResult> {
    return this.login.stepUp(caller, body.response, origin);
  }
}
