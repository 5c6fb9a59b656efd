import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.ts';
import { createLogger, LOGGER } from './logger.ts';

@Global()
@Module({
  providers: [{ provide: LOGGER, useFactory: (config: Config) => createLogger(config), inject: [CONFIG] }],
  exports: [LOGGER],
})
export class ObservabilityModule {}
