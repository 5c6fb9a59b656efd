import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.ts';
import { createLogger, LOGGER } from './logger.ts';
import { MetricSources } from './metrics/metric-sources.ts';

@Global()
@Module({
  providers: [
    { provide: LOGGER, useFactory: (config: Config) => createLogger(config), inject: [CONFIG] },
    MetricSources,
  ],
  exports: [LOGGER, MetricSources],
})
export class ObservabilityModule {}
