import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.ts';
import { LOGGER, type Logger } from '../observability/logger.ts';
import { KeyValueStore } from '../redis/key-value-store.ts';
import { DeadEventRetention } from './dead-event-retention.ts';
import { DeadEvents } from './dead-events.ts';
import { EventBus } from './event-bus.ts';
import { EventOutbox } from './event-outbox.ts';
import { MemoryEventBus } from './memory-event-bus.ts';

/** The driver is loaded only where there is a NATS: it costs memory and time at start. */
async function createEventBus(
  { nats }: Pick<Config, 'nats'>,
  store: KeyValueStore,
  dead: DeadEvents,
  logger: Logger,
): Promise<EventBus> {
  const context = { store, dead, logger };
  if (!nats) return new MemoryEventBus(context);
  const { NatsEventBus } = await import('./nats-event-bus.ts');
  return new NatsEventBus({ url: nats.url, ...context });
}

@Global()
@Module({
  providers: [
    DeadEventRetention,
    DeadEvents,
    { provide: EventBus, useFactory: createEventBus, inject: [CONFIG, KeyValueStore, DeadEvents, LOGGER] },
    EventOutbox,
  ],
  exports: [DeadEventRetention, EventBus, EventOutbox],
})
export class EventsModule {}
