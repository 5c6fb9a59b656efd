import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { DomainEvent } from '@pixelboxx/shared';
import { PrismaService } from '../../../src/platform/database/prisma.service.ts';
import { DeadEvents } from '../../../src/platform/events/dead-events/dead-events.ts';
import type { EventBus } from '../../../src/platform/events/event-bus.ts';
import { EventOutbox } from '../../../src/platform/events/event-outbox.ts';
import { MemoryEventBus } from '../../../src/platform/events/memory-event-bus.ts';
import { NatsEventBus } from '../../../src/platform/events/nats-event-bus.ts';
import { MetricSources } from '../../../src/platform/observability/metrics/metric-sources.ts';
import { MemoryKeyValueStore } from '../../../src/platform/redis/key-value/memory-key-value-store.ts';
import { testConfig } from '../../support/config.ts';

export const logger = pino({ level: 'silent' });

export interface Replica {
  readonly bus: EventBus;
  readonly outbox: EventOutbox;
  start: () => void;
  stop: () => Promise<void>;
}

/** Processes that share a database and a bus, as replicas do; nothing of theirs is shared with another fixture. */
export class EventFixture {
  readonly prisma: PrismaService;
  readonly store = new MemoryKeyValueStore({ logger });
  readonly streamName = `TEST-${randomUUID()}`;
  readonly dead: DeadEvents;
  private readonly replicas: Replica[] = [];

  constructor(databaseUrl: string) {
    this.prisma = new PrismaService(testConfig({ DATABASE_URL: databaseUrl }), logger);
    this.dead = new DeadEvents(this.prisma);
  }

  /** On NATS, or with null on the bus of a single process. */
  addReplica(natsUrl: string | null): Replica {
    const { store, streamName, dead } = this;
    const bus =
      natsUrl === null
        ? new MemoryEventBus({ store, dead, logger })
        : new NatsEventBus({ url: natsUrl, store, dead, logger, streamName });
    const outbox = new EventOutbox(this.prisma, bus, logger, new MetricSources());
    const replica = {
      bus,
      outbox,
      start: () => outbox.onApplicationBootstrap(),
      stop: () => outbox.beforeApplicationShutdown(),
    };
    this.replicas.push(replica);
    return replica;
  }

  publish({ outbox }: Replica, userId: string): Promise<string> {
    return this.prisma.$transaction((tx) =>
      outbox.publish(tx, { subject: 'user.registered', aggregateId: userId, data: { userId } }),
    );
  }

  /** Several events of one aggregate, in this order. */
  async publishMany(replica: Replica, userId: string, count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) ids.push(await this.publish(replica, userId));
    return ids;
  }

  async close(): Promise<void> {
    await Promise.all(this.replicas.splice(0).map(({ stop }) => stop()));
    await this.prisma.outboxEvent.deleteMany();
    await this.prisma.deadEvent.deleteMany();
    await this.store.close();
    await this.prisma.onApplicationShutdown();
  }
}

/** Remembers what a subscriber was given. */
export function recorder() {
  const events: DomainEvent[] = [];
  return {
    events,
    ids: () => events.map(({ id }) => id),
    handler: (event: DomainEvent) => Promise.resolve(void events.push(event)),
  };
}
