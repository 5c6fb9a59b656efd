import { Controller } from '@nestjs/common';
import { accountEndpoints, type SecurityEventPage } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { SecurityEventsService } from './security-events.service.ts';

@Controller()
@ApiGroup('SecurityEvents', 'What happened on an account, and undoing what its owner did not do.')
export class SecurityEventsController {
  constructor(private readonly events: SecurityEventsService) {}

  @Handle(accountEndpoints.securityEvents)
  list(@Input() { principal, query }: InputOf<typeof accountEndpoints.securityEvents>): Promise<SecurityEventPage> {
    return this.events.list(principal.user.id, query);
  }
}
