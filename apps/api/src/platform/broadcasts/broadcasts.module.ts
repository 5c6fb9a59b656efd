import { Global, Module } from '@nestjs/common';
import { LOGGER, type Logger } from '../observability/logger.ts';
import { KeyValueStore } from '../redis/key-value/key-value-store.ts';
import { Broadcasts } from './broadcasts.ts';

@Global()
@Module({
  providers: [
    {
      provide: Broadcasts,
      useFactory: (store: KeyValueStore, logger: Logger) => new Broadcasts(store, logger),
      inject: [KeyValueStore, LOGGER],
    },
  ],
  exports: [Broadcasts],
})
export class BroadcastsModule {}
