import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { declaredEvents, type EventData, eventSchemaOf, type EventSubject, type LiveEvent } from '@pixelboxx/shared';
import { traceparent } from '@pixelboxx/telemetry';
import { Prisma } from '../../generated/prisma/client.ts';
import { afterCommit } from '../database/after-commit.ts';
import type { Part } from '../one-statement.ts';
import { PrismaService } from '../database/prisma.service.ts';
import { userFeed } from '../feed/feed-name.ts';
import { appendStatement } from '../feed/feed-store.ts';
import { uuidv7 } from '../identifiers.ts';
import { InjectLogger, type Logger } from '../observability/logger.ts';
import { MetricSources } from '../observability/metrics/metric-sources.ts';
import { EventBus } from './event-bus.ts';
import { OutboxRelay } from './outbox-relay.ts';
import { OutboxStore } from './outbox-store.ts';

export interface NewEvent<Subject extends EventSubject> {
  readonly subject: Subject;
  /** What it happened to, such as the user's id: its events keep their order. */
  readonly aggregateId: string;
  readonly data: EventData<Subject>;
}

/** Subjects of what happened to one user, whom the event names. */
export type OwnedSubject = {
  [Subject in EventSubject]: EventData<Subject> extends { userId: string } ? Subject : never;
}[EventSubject];

/**
 * Where features publish. The event is a row of the transaction that causes it, so it exists exactly if that commits;
 * a relay carries it to the bus afterwards, whenever the bus can be reached.
 */
@Injectable()
export class EventOutbox implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly relay: OutboxRelay;
  private readonly told = new Map<EventSubject, (data: EventData) => { userId: string; entry: LiveEvent }>();
  private readonly count: (subject: string) => void;

  constructor(
    prisma: PrismaService,
    private readonly bus: EventBus,
    @InjectLogger() logger: Logger,
    metrics: MetricSources,
  ) {
    this.count = metrics.count({
      name: 'pixelboxx_events_total',
      help: 'What happened, by the subjects of the catalogue of events',
      label: 'subject',
      kinds: [...declaredEvents().keys()],
    });
    this.relay = new OutboxRelay(new OutboxStore(prisma), bus, logger);
  }

  /**
   * What an event is to the open pages of the user it happened to: appended to their feed by the statement that publishes
   * it. Said in `onModuleInit`.
   * @throws Error when somebody has said so of this subject already
   */
  tellOwner<Subject extends OwnedSubject>(subject: Subject, toLive: (data: EventData<Subject>) => LiveEvent): void {
    if (this.told.has(subject)) throw new Error(`What ${subject} is to its user's pages is said already`);
    this.told.set(subject, (data) => {
      // As published: the map is by subject.
      const own = data as EventData<Subject> & { userId: string };
      return { userId: own.userId, entry: toLive(own) };
    });
  }

  async publish<Subject extends EventSubject>(tx: Prisma.TransactionClient, event: NewEvent<Subject>): Promise<string> {
    const { id, outbox, told } = this.partsOf(event);
    await tx.$executeRaw(told ? Prisma.sql`WITH told AS (${told.sql}) ${outbox.sql}` : outbox.sql);
    afterCommit(tx, outbox.onWritten);
    return id;
  }

  /** The same as parts of the statement that is the event's cause; nothing, unless `when` holds as that begins. */
  parts<Subject extends EventSubject>(event: NewEvent<Subject>, when?: Prisma.Sql): Part[] {
    const { outbox, told } = this.partsOf(event, when);
    return told ? [told, outbox] : [outbox];
  }

  private partsOf<Subject extends EventSubject>(
    { subject, aggregateId, data }: NewEvent<Subject>,
    when = Prisma.sql`TRUE`,
  ): { id: string; outbox: Required<Part>; told: Part | null } {
    const id = uuidv7();
    // Only what the contract names leaves, whatever else the caller's object holds.
    const checked: object = eventSchemaOf(subject).parse(data);
    const told = this.told.get(subject)?.(data);
    const sql = Prisma.sql`INSERT INTO outbox_events (id, subject, aggregate_id, data, trace_parent)
      SELECT ${id}::uuid, ${subject}, ${aggregateId}, ${JSON.stringify(checked)}::jsonb, ${traceparent() ?? null}
       WHERE ${when}`;
    const onWritten = (): void => {
      this.count(subject);
      this.relay.wake();
    };
    return {
      id,
      outbox: { sql, onWritten },
      told: told ? { sql: appendStatement(userFeed(told.userId), told.entry, when) } : null,
    };
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
    await this.relay.stop();
    await this.bus.close();
  }
}
