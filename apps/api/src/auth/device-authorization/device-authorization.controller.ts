import { Controller } from '@nestjs/common';
import {
  type DeviceAuthorization,
  deviceEndpoints,
  type NewPersonalToken,
  type PendingDevice,
} from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { DeviceAuthorizationService } from './device-authorization.service.ts';
import { DeviceTokensService } from './device-tokens.service.ts';

@Controller()
@ApiGroup('Tokens', 'Personal access tokens: what users give to programs of theirs.')
export class DeviceAuthorizationController {
  constructor(
    private readonly authorizations: DeviceAuthorizationService,
    private readonly tokens: DeviceTokensService,
  ) {}

  @Handle(deviceEndpoints.begin)
  begin(@Input() { body }: InputOf<typeof deviceEndpoints.begin>): Promise<DeviceAuthorization> {
    return this.authorizations.begin(body);
  }

  @Handle(deviceEndpoints.token)
  token(@Input() { body, context }: InputOf<typeof deviceEndpoints.token>): Promise<NewPersonalToken> {
    return this.tokens.take(body.deviceCode, context);
  }

  @Handle(deviceEndpoints.lookUp)
  lookUp(@Input() { body }: InputOf<typeof deviceEndpoints.lookUp>): Promise<PendingDevice> {
    return this.authorizations.find(body.userCode);
  }

  @Handle(deviceEndpoints.approve)
  approve(@Input() { principal, body }: InputOf<typeof deviceEndpoints.approve>): Promise<void> {
    return this.authorizations.decide(principal, body.userCode, 'APPROVED');
  }

  @Handle(deviceEndpoints.deny)
  deny(@Input() { principal, body }: InputOf<typeof deviceEndpoints.deny>): Promise<void> {
    return this.authorizations.decide(principal, body.userCode, 'DENIED');
  }
}
