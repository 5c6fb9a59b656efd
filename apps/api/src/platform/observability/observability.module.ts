import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { createErrorTracker, ErrorTracker } from '@pixelboxx/telemetry';
import { CONFIG, type Config } from '../config/config.ts';
import { createLogger, LOGGER } from './logger.ts';
import { MetricSources } from './metrics/metric-sources.ts';

@Global()
@Module({
  providers: [
    { provide: LOGGER, useFactory: (config: Config) => createLogger(config), inject: [CONFIG] },
    {
      provide: ErrorTracker,
      useFactory: (config: Config) => createErrorTracker(config.errorTracking, 'pixelboxx-api'),
      inject: [CONFIG],
    },
    MetricSources,
  ],
  exports: [LOGGER, ErrorTracker, MetricSources],
})
export class ObservabilityModule implements OnApplicationShutdown {
  constructor(private readonly errors: ErrorTracker) {}

  onApplicationShutdown(): Promise<void> {
    return this.errors.flush();
  }
}
