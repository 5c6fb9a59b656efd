import { Controller } from '@nestjs/common';
import { healthEndpoints, type Liveness, type Readiness } from '@pixelboxx/shared';
import { Handle } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { HealthService } from './health.service.ts';

@Controller()
@ApiGroup('Health', 'What load balancers and orchestrators ask.')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Handle(healthEndpoints.live)
  live(): Liveness {
    return { status: 'ok' };
  }

  @Handle(healthEndpoints.ready)
  ready(): Promise<Readiness> {
    return this.health.readiness();
  }
}
