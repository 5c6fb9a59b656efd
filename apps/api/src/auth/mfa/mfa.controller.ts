import { Controller } from '@nestjs/common';
import { type BackupCodes, type CurrentUser, mfaEndpoints, type MfaStatus, type TotpSetup } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { Client, type ClientState, type CookieWriter, SetCookies } from '../cookies/index.ts';
import { EnabledTotpService } from './enabled-totp.service.ts';
import { MfaLoginService } from './mfa-login.service.ts';
import { MfaService } from './mfa.service.ts';
import { TotpService } from './totp.service.ts';

@Controller()
@ApiGroup('Mfa', 'Second factors: codes from an app, backup codes, fresh proofs.')
export class MfaController {
  constructor(
    private readonly factors: MfaService,
    private readonly totp: TotpService,
    private readonly enabledTotp: EnabledTotpService,
    private readonly login: MfaLoginService,
  ) {}

  @Handle(mfaEndpoints.status)
  status(@Input() { principal }: InputOf<typeof mfaEndpoints.status>): Promise<MfaStatus> {
    return this.factors.statusIn(principal);
  }

  @Handle(mfaEndpoints.verify)
  async verify(
    @Input() { body, context }: InputOf<typeof mfaEndpoints.verify>,
    @Client() client: ClientState,
    @SetCookies() setCookies: CookieWriter,
  ): Promise<CurrentUser> {
    const { user, cookies } = await this.login.verify(client, body, context);
    setCookies(cookies);
    return user;
  }

  @Handle(mfaEndpoints.setUpTotp)
  setUpTotp(@Input() { principal }: InputOf<typeof mfaEndpoints.setUpTotp>): Promise<TotpSetup> {
    return this.totp.setUp(principal);
  }

  @Handle(mfaEndpoints.confirmTotp)
  confirmTotp(
    @Input() { principal, body, context }: InputOf<typeof mfaEndpoints.confirmTotp>,
    @Client() client: ClientState,
  ): Promise<BackupCodes> {
    return this.totp.confirm(principal, body.code, client, context);
  }

  @Handle(mfaEndpoints.disableTotp)
  disableTotp(@Input() { principal, context }: InputOf<typeof mfaEndpoints.disableTotp>): Promise<void> {
    return this.enabledTotp.disable(principal, context);
  }

  @Handle(mfaEndpoints.renewBackupCodes)
  renewBackupCodes(
    @Input() { principal, context }: InputOf<typeof mfaEndpoints.renewBackupCodes>,
  ): Promise<BackupCodes> {
    return this.enabledTotp.renewBackupCodes(principal, context);
  }
}
