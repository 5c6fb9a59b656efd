import { Controller } from '@nestjs/common';
import { mfaEndpoints, type StepUpResult } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { Client, type ClientState } from '../cookies/index.ts';
import { ReauthenticationService } from './reauthentication.service.ts';

@Controller()
@ApiGroup('Mfa', 'Second factors: codes from an app, backup codes, fresh proofs.')
export class ReauthenticationController {
  constructor(private readonly reauthentications: ReauthenticationService) {}

  @Handle(mfaEndpoints.stepUp)
  stepUp(
    @Input() { principal, body, context }: InputOf<typeof mfaEndpoints.stepUp>,
    @Client() client: ClientState,
  ): Promise<StepUpResult> {
    return this.reauthentications.prove(principal, body, client, context);
  }
}
