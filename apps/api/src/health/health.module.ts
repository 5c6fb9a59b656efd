import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.ts';
import { healthChecks } from './health-checks.ts';
import { HealthService } from './health.service.ts';

@Module({ controllers: [HealthController], providers: [HealthService, healthChecks] })
export class HealthModule {}
