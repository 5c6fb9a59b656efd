import { Controller, Req, Res } from '@nestjs/common';
import {
  type BackupCodes,
  type CurrentUser,
  mfaEndpoints,
  type MfaStatus,
  type StepUpResult,
  type TotpSetup,
} from '@pixelboxx/shared';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { KnownDeviceCookies } from '../login/known-device-cookies.ts';
import { LoginCompletionService } from '../login/login-completion.service.ts';
import { ChallengeCookie } from './challenge-cookie.ts';
import { MfaLoginService } from './mfa-login.service.ts';
import { MfaService } from './mfa.service.ts';
import { ReauthenticationService } from '../reauthentication/reauthentication.service.ts';
import { TotpService } from './totp.service.ts';

@Controller()
@ApiGroup('Mfa', 'Second factors: codes from an app, backup codes, fresh proofs.')
export class MfaController {
  constructor(
    private readonly factors: MfaService,
    private readonly totp: TotpService,
    private readonly reauthentications: ReauthenticationService,
    private readonly login: MfaLoginService,
    private readonly completion: LoginCompletionService,
    private readonly devices: KnownDeviceCookies,
    private readonly challenge: ChallengeCookie,
  ) {}

  @Handle(mfaEndpoints.status)
  status(@Input() { principal }: InputOf<typeof mfaEndpoints.status>): Promise<MfaStatus> {
    return this.factors.status(principal.user.id);
  }

  @Handle(mfaEndpoints.verify)
  async verify(
    @Input() { body, origin }: InputOf<typeof mfaEndpoints.verify>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CurrentUser> {
    const deviceIdOf = this.devices.lookupIn(request);
    const tokens = await this.login.verify(this.challenge.read(request), body, origin, deviceIdOf);
    this.challenge.clear(request, reply);
    return this.completion.complete(tokens, origin, request, reply);
  }

  @Handle(mfaEndpoints.setUpTotp)
  setUpTotp(@Input() { principal }: InputOf<typeof mfaEndpoints.setUpTotp>): Promise<TotpSetup> {
    return this.totp.setUp(principal);
  }

  @Handle(mfaEndpoints.confirmTotp)
  confirmTotp(
    @Input() { principal, body, origin }: InputOf<typeof mfaEndpoints.confirmTotp>,
    @Req() request: FastifyRequest,
  ): Promise<BackupCodes> {
    return this.totp.confirm(principal, body.code, this.devices.lookupIn(request), origin);
  }

  @Handle(mfaEndpoints.disableTotp)
  disableTotp(@Input() { principal, origin }: InputOf<typeof mfaEndpoints.disableTotp>): Promise<void> {
    return this.totp.disable(principal, origin);
  }

  @Handle(mfaEndpoints.renewBackupCodes)
  renewBackupCodes(
    @Input() { principal, origin }: InputOf<typeof mfaEndpoints.renewBackupCodes>,
  ): Promise<BackupCodes> {
    return this.totp.renewBackupCodes(principal, origin);
  }

  @Handle(mfaEndpoints.stepUp)
  stepUp(
    @Input() { principal, body, origin }: InputOf<typeof mfaEndpoints.stepUp>,
    @Req() request: FastifyRequest,
  ): Promise<StepUpResult> {
    return this.reauthentications.prove(principal, body, this.devices.lookupIn(request), origin);
  }
}
