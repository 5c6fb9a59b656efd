import { Controller } from '@nestjs/common';
import { healthEndpoints, type Liveness, type Readiness } from '@pixelboxx/shared';
import { Endpoint } from '../platform/http/endpoint.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { HealthService } from './health.service.ts';

@Controller()
@ApiGroup('Health', 'What load balancers and orchestrators ask.')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Endpoint(healthEndpoints.live)
  live(): Liveness {
    return { status: 'ok' };
  }

  @Endpoint(healthEndpoints.ready)
  ready(): Promise<Readiness> {
    return this.health.readiness();
  }
}
