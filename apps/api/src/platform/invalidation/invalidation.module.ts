import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { CONFIG, type Config } from '../config/config.ts';
import { LOGGER, type Logger } from '../observability/logger.ts';
import { InvalidationFeed } from './invalidation-feed.ts';
import { InvalidationLog } from './invalidation-log.ts';

@Global()
@Module({
  providers: [
    {
      provide: InvalidationFeed,
      useFactory: ({ database }: Config, logger: Logger, clock: Clock) =>
        new InvalidationFeed(new InvalidationLog(database.url), logger, clock),
      inject: [CONFIG, LOGGER, Clock],
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
