import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.ts';
import { LOGGER, type Logger } from '../observability/logger.ts';
import { KeyValueStore } from '../redis/key-value-store.ts';
import { EventBus } from './event-bus.ts';
import { EventOutbox } from './event-outbox.ts';
import { MemoryEventBus } from './memory-event-bus.ts';

/** The driver is loaded only where there is a NATS: it costs memory and time at start. */
async function createEventBus({ nats }: Pick<Config, 'nats'>, store: KeyValueStore, logger: Logger): Promise<EventBus> {
  if (!nats) return new MemoryEventBus({ store, logger });
  const { NatsEventBus } = await import('./nats-event-bus.ts');
  return new NatsEventBus({ url: nats.url, store, logger });
}

@Global()
@Module({
  providers: [{ provide: EventBus, useFactory: createEventBus, inject: [CONFIG, KeyValueStore, LOGGER] }, EventOutbox],
  exports: [EventBus, EventOutbox],
})
export class EventsModule {}
