import { Body, Controller, Req, Res } from '@nestjs/common';
import {
  type BackupCodes,
  CodeRequest,
  type CurrentUser,
  mfaEndpoints,
  type MfaStatus,
  StepUpRequest,
  type StepUpResult,
  type TotpSetup,
  VerifyCodeRequest,
} from '@pixelboxx/shared';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, CurrentCaller, type Origin, RequestOrigin } from '../../platform/http/caller.ts';
import { Endpoint } from '../../platform/http/endpoint.decorator.ts';
import { RateLimit } from '../../platform/http/rate-limit.guard.ts';
import { RequireStepUp } from '../../platform/http/step-up.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { DeviceCookies } from '../device-cookies.ts';
import { LoginCompletionService } from '../login-completion.service.ts';
import { ChallengeCookie } from './challenge-cookie.ts';
import { MfaLoginService } from './mfa-login.service.ts';
import { SecondFactorsService } from './second-factors.service.ts';
import { StepUpService } from './step-up.service.ts';
import { TotpService } from './totp.service.ts';

const changes = { name: 'mfa', limit: 60, windowSeconds: 3600, by: 'user' } as const;

@Controller()
@ApiGroup('Mfa', 'Second factors: codes from an app, backup codes, fresh proofs.')
export class MfaController {
  constructor(
    private readonly factors: SecondFactorsService,
    private readonly totp: TotpService,
    private readonly stepUps: StepUpService,
    private readonly login: MfaLoginService,
    private readonly completion: LoginCompletionService,
    private readonly devices: DeviceCookies,
    private readonly challenge: ChallengeCookie,
  ) {}

  @Endpoint(mfaEndpoints.status)
  status(@CurrentCaller() caller: Caller): Promise<MfaStatus> {
    return this.factors.status(caller.user.id);
  }

  @Endpoint(mfaEndpoints.verify)
  @RateLimit({ name: 'login', limit: 300, windowSeconds: 3600, by: 'address' })
  async verify(
    @Body({ schema: VerifyCodeRequest }) body: VerifyCodeRequest,
    @RequestOrigin() origin: Origin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CurrentUser> {
    const deviceIdOf = this.devices.lookupIn(request);
    const tokens = await this.login.verify(this.challenge.read(request), body, origin, deviceIdOf);
    this.challenge.clear(request, reply);
    return this.completion.complete(tokens, origin, request, reply);
  }

  @Endpoint(mfaEndpoints.setUpTotp)
  @RequireStepUp()
  @RateLimit(changes)
  setUpTotp(@CurrentCaller() caller: Caller): Promise<TotpSetup> {
    return this.totp.setUp(caller);
  }

  @Endpoint(mfaEndpoints.confirmTotp)
  @RequireStepUp()
  @RateLimit(changes)
  confirmTotp(
    @CurrentCaller() caller: Caller,
    @Body({ schema: CodeRequest }) body: CodeRequest,
    @RequestOrigin() origin: Origin,
    @Req() request: FastifyRequest,
  ): Promise<BackupCodes> {
    return this.totp.confirm(caller, body.code, this.devices.lookupIn(request), origin);
  }

  @Endpoint(mfaEndpoints.disableTotp)
  @RequireStepUp()
  @RateLimit(changes)
  disableTotp(@CurrentCaller() caller: Caller, @RequestOrigin() origin: Origin): Promise<void> {
    return this.totp.disable(caller, origin);
  }

  @Endpoint(mfaEndpoints.renewBackupCodes)
  @RequireStepUp()
  @RateLimit(changes)
  renewBackupCodes(@CurrentCaller() caller: Caller, @RequestOrigin() origin: Origin): Promise<BackupCodes> {
    return this.totp.renewBackupCodes(caller, origin);
  }

  @Endpoint(mfaEndpoints.stepUp)
  @RateLimit({ name: 'step-up', limit: 60, windowSeconds: 3600, by: 'user' })
  stepUp(
    @CurrentCaller() caller: Caller,
    @Body({ schema: StepUpRequest }) body: StepUpRequest,
    @RequestOrigin() origin: Origin,
    @Req() request: FastifyRequest,
  ): Promise<StepUpResult> {
    return this.stepUps.prove(caller, body, this.devices.lookupIn(request), origin);
  }
}
