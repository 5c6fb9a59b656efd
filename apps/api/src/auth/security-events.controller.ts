import { Body, Controller, Query } from '@nestjs/common';
import {
  accountEndpoints,
  type Done,
  MailTokenRequest,
  type SecurityEventPage,
  SecurityEventsQuery,
} from '@pixelboxx/shared';
import { type Caller, CurrentCaller, type Origin, RequestOrigin } from '../platform/http/caller.ts';
import { Endpoint } from '../platform/http/endpoint.decorator.ts';
import { RateLimit } from '../platform/http/rate-limit.guard.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { DisownService } from './disown.service.ts';
import { SecurityEventsService } from './security-events.service.ts';

@Controller()
@ApiGroup('SecurityEvents', 'What happened on an account, and undoing what its owner did not do.')
export class SecurityEventsController {
  constructor(
    private readonly events: SecurityEventsService,
    private readonly disowning: DisownService,
  ) {}

  @Endpoint(accountEndpoints.securityEvents)
  list(
    @CurrentCaller() caller: Caller,
    @Query({ schema: SecurityEventsQuery }) query: SecurityEventsQuery,
  ): Promise<SecurityEventPage> {
    return this.events.list(caller.user.id, query);
  }

  @Endpoint(accountEndpoints.disown)
  @RateLimit({ name: 'mail-token', limit: 60, windowSeconds: 60, by: 'address' })
  async disown(
    @Body({ schema: MailTokenRequest }) body: MailTokenRequest,
    @RequestOrigin() origin: Origin,
  ): Promise<Done> {
    await this.disowning.disown(body.token, origin);
    return { done: true };
  }
}
