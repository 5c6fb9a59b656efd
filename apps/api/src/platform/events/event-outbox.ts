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
  /** What the event is about, such as the user's id: its events keep their order. */
  readonly aggregateId: string;
  readonly data: EventData<Subject>;
}

/** Subjects of events about one user, whose id they contain. */
export type OwnedSubject = {
  [Subject in EventSubject]: EventData<Subject> extends { userId: string } ? Subject : never;
}[EventSubject];

/**
 * Where features publish. The event is a row of the transaction that causes it, so it exists exactly if that commits; a
 * relay carries it to the bus afterwards, as soon as the bus can be reached.
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
   * How open pages of the user see an event about them: the statement that publishes it also appends this entry to their
   * feed. Call it in `onModuleInit`.
   * @throws Error if this subject has such an entry already
   */
  tellOwner<Subject extends OwnedSubject>(subject: Subject, toLive: (data: EventData<Subject>) => LiveEvent): void {
    if (this.told.has(subject)) throw new Error(`What ${subject} means to its user's pages is declared twice`);
    this.told.set(subject, (data) => {
      // `data` has the type published: the map is by subject.
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

  /** The same as parts of the statement that causes the event; writes nothing if `when` is false when that statement begins. */
  parts<Subject extends EventSubject>(event: NewEvent<Subject>, when?: Prisma.Sql): Part[] {
    const { outbox, told } = this.partsOf(event, when);
    return told ? [told, outbox] : [outbox];
  }

  private partsOf<Subject extends EventSubject>(
    { subject, aggregateId, data }: NewEvent<Subject>,
    when = Prisma.sql`TRUE`,
  ): { id: string; outbox: Required<Part>; told: Part | null } {
    const id = uuidv7();
    // Only the fields of the contract leave, whatever else the caller's object contains.
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

  /** The relay first: events it has not handed over stay in the outbox. Then the running handlers. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.stop();
    await this.bus.close();
  }
}
