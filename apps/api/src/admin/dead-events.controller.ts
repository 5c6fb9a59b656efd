import { Controller } from '@nestjs/common';
import { adminEndpoints, type DeadEventPage, type DeadEventRetry } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { DeadEventsService } from './dead-events.service.ts';

@Controller()
@ApiGroup('Admin', 'Looking after people’s accounts.')
export class DeadEventsController {
  constructor(private readonly deadEvents: DeadEventsService) {}

  @Handle(adminEndpoints.deadEvents)
  list(@Input() { query }: InputOf<typeof adminEndpoints.deadEvents>): Promise<DeadEventPage> {
    return this.deadEvents.list(query);
  }

  @Handle(adminEndpoints.retryDeadEvent)
  retry(
    @Input() { principal: actor, params: { id }, context }: InputOf<typeof adminEndpoints.retryDeadEvent>,
  ): Promise<DeadEventRetry> {
    return this.deadEvents.retry(id, { actor, context });
  }

  @Handle(adminEndpoints.discardDeadEvent)
  discard(
    @Input() { principal: actor, params: { id }, context }: InputOf<typeof adminEndpoints.discardDeadEvent>,
  ): Promise<void> {
    return this.deadEvents.discard(id, { actor, context });
  }
}
