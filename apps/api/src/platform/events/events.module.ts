import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.ts';
import { LOGGER, type Logger } from '../observability/logger.ts';
import { KeyValueStore } from '../redis/key-value-store.ts';
import { EventBus } from './event-bus.ts';
import { EventOutbox } from './event-outbox.ts';
import { MemoryEventBus } from './memory-event-bus.ts';
import { NatsEventBus } from './nats-event-bus.ts';

export function createEventBus({ nats }: Pick<Config, 'nats'>, store: KeyValueStore, logger: Logger): EventBus {
  return nats ? new NatsEventBus({ url: nats.url, store, logger }) : new MemoryEventBus({ store, logger });
}

@Global()
@Module({
  providers: [{ provide: EventBus, useFactory: createEventBus, inject: [CONFIG, KeyValueStore, LOGGER] }, EventOutbox],
  exports: [EventBus, EventOutbox],
})
export class EventsModule {}
