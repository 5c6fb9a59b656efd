import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type EventData, eventSchemas, type EventSubject } from '@pixelboxx/shared';
import type { Prisma } from '../../generated/prisma/client.ts';
import { PrismaService } from '../database/prisma.service.ts';
import { uuidv7 } from '../identifiers.ts';
import { WorkerWakeup } from '../jobs/worker-wakeup.ts';
import { InjectLogger, type Logger } from '../observability/logger.ts';
import { EventBus } from './event-bus.ts';
import { OutboxRelay } from './outbox-relay.ts';
import { OutboxStore } from './outbox-store.ts';

export interface NewEvent<Subject extends EventSubject> {
  readonly subject: Subject;
  /** What it happened to, such as the user's id: its events keep their order. */
  readonly aggregateId: string;
  readonly data: EventData<Subject>;
}

/**
 * Where features publish. The event is a row of the transaction that causes it, so it exists exactly if that commits;
 * a relay carries it to the bus afterwards, whenever the bus can be reached.
 */
@Injectable()
export class EventOutbox implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly relay: OutboxRelay;
  private readonly wakeup = new WorkerWakeup(() => this.relay.wake());

  constructor(
    prisma: PrismaService,
    private readonly bus: EventBus,
    @InjectLogger() logger: Logger,
  ) {
    this.relay = new OutboxRelay(new OutboxStore(prisma), bus, logger);
  }

  async publish<Subject extends EventSubject>(
    tx: Prisma.TransactionClient,
    { subject, aggregateId, data }: NewEvent<Subject>,
  ): Promise<string> {
    const id = uuidv7();
    // Only what the contract names leaves, whatever else the caller's object holds.
    const checked: object = eventSchemas[subject].parse(data);
    await tx.outboxEvent.create({ data: { id, subject, aggregateId, data: checked }, select: { id: true } });
    this.wakeup.soon('outbox');
    return id;
  }

  /** Whether events reach the bus. */
  isUp(): boolean {
    return this.bus.isUp();
  }

  onApplicationBootstrap(): void {
    this.relay.start();
  }

  /** The relay first: what it has not handed over stays in the outbox. Then handlers that still run. */
  async beforeApplicationShutdown(): Promise<void> {
    this.wakeup.stop();
    await this.relay.stop();
    await this.bus.close();
  }
}
