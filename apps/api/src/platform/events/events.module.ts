import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.ts';
import { PrismaService } from '../database/prisma.service.ts';
import { LOGGER, type Logger } from '../observability/logger.ts';
import { MetricSources } from '../observability/metrics/metric-sources.ts';
import { KeyValueStore } from '../redis/key-value/key-value-store.ts';
import { DeadEventRetention } from './dead-events/dead-event-retention.ts';
import { DeadEvents } from './dead-events/dead-events.ts';
import { EventBus } from './event-bus.ts';
import { EventOutbox } from './event-outbox.ts';
import { MemoryEventBus } from './memory-event-bus.ts';

/** Loads the driver only if a NATS is configured: it costs memory and time at start. */
async function createEventBus(
  { nats }: Pick<Config, 'nats'>,
  store: KeyValueStore,
  dead: DeadEvents,
  logger: Logger,
): Promise<EventBus> {
  const context = { store, dead, logger };
  if (!nats) return new MemoryEventBus(context);
  const { NatsEventBus } = await import('./nats-event-bus.ts');
  return new NatsEventBus({ ...nats, ...context });
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
export class EventsModule implements OnModuleInit {
  constructor(
    private readonly metrics: MetricSources,
    private readonly prisma: PrismaService,
    private readonly bus: EventBus,
  ) {}

  onModuleInit(): void {
    const { pool } = this.prisma;
    this.metrics.addTogether(
      async () => {
        const { rows } = await pool.query<{ count: string; seconds: string }>(
          `SELECT count(*) AS count, coalesce(extract(epoch FROM now() - min(occurred_at)), 0) AS seconds
             FROM outbox_events WHERE published_at IS NULL`,
        );
        return { count: Number(rows[0]?.count), seconds: Number(rows[0]?.seconds) };
      },
      {
        name: 'pixelboxx_outbox_events',
        help: 'Events that the bus has not taken over yet',
        of: ({ count }) => count,
      },
      {
        name: 'pixelboxx_outbox_oldest_seconds',
        help: 'How long the oldest of them has waited; 0 where none does',
        of: ({ seconds }) => seconds,
      },
    );
    this.metrics.add(
      {
        name: 'pixelboxx_dead_events',
        help: 'Events that a subscriber could not handle, which wait for an administrator',
        read: async () =>
          Number((await pool.query<{ count: string }>('SELECT count(*) AS count FROM dead_events')).rows[0]?.count),
      },
      { name: 'pixelboxx_event_bus_up', help: 'Whether events reach the bus', read: () => Number(this.bus.isUp()) },
    );
  }
}
