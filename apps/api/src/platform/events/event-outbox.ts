import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type EventData, eventSchemaOf, type EventSubject } from '@pixelboxx/shared';
import { Prisma } from '../../generated/prisma/client.ts';
import { PrismaService } from '../database/prisma.service.ts';
import type { FeedName } from '../feed/feed-name.ts';
import { appendStatement, type NewFeedEntry } from '../feed/feed-store.ts';
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

/** What an event is to those who follow a feed; null for nothing. */
export type FeedMapping = (
  event: NewEvent<EventSubject>,
) => { readonly feed: FeedName; readonly entry: NewFeedEntry } | null;

/**
 * Where features publish. The event is a row of the transaction that causes it, so it exists exactly if that commits;
 * a relay carries it to the bus afterwards, whenever the bus can be reached.
 */
@Injectable()
export class EventOutbox implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly relay: OutboxRelay;
  private feedMapping: FeedMapping = () => null;
  private readonly wakeup = new WorkerWakeup(() => this.relay.wake());

  constructor(
    prisma: PrismaService,
    private readonly bus: EventBus,
    @InjectLogger() logger: Logger,
  ) {
    this.relay = new OutboxRelay(new OutboxStore(prisma), bus, logger);
  }

  /** Said once, by who knows what is followed: from then on, what is published is appended to feeds, by the same statement. */
  appendToFeedsBy(mapping: FeedMapping): void {
    this.feedMapping = mapping;
  }

  async publish<Subject extends EventSubject>(
    tx: Prisma.TransactionClient,
    { subject, aggregateId, data }: NewEvent<Subject>,
  ): Promise<string> {
    const id = uuidv7();
    // Only what the contract names leaves, whatever else the caller's object holds.
    const checked: object = eventSchemaOf(subject).parse(data);
    const followed = this.feedMapping({ subject, aggregateId, data });
    const appending = followed
      ? Prisma.sql`WITH followed AS (${appendStatement(followed.feed, followed.entry)})`
      : Prisma.empty;
    await tx.$executeRaw`${appending}
      INSERT INTO outbox_events (id, subject, aggregate_id, data)
      VALUES (${id}::uuid, ${subject}, ${aggregateId}, ${JSON.stringify(checked)}::jsonb)`;
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
