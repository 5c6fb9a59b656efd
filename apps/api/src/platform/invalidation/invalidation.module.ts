import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.ts';
import { LOGGER, type Logger } from '../observability/logger.ts';
import { InvalidationFeed } from './invalidation-feed.ts';
import { InvalidationLog } from './invalidation-log.ts';

@Global()
@Module({
  providers: [
    {
      provide: InvalidationFeed,
      useFactory: ({ database }: Config, logger: Logger) =>
        new InvalidationFeed(new InvalidationLog(database.url), logger),
      inject: [CONFIG, LOGGER],
    },
  ],
  exports: [InvalidationFeed],
})
export class InvalidationModule implements OnApplicationShutdown {
  constructor(private readonly feed: InvalidationFeed) {}

  async onApplicationShutdown(): Promise<void> {
    await this.feed.close();
  }
}
