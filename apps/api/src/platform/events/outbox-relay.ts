import { Batching } from '@pixelboxx/node-kit';
import type { DomainEvent } from '@pixelboxx/shared';
import { continueTrace, inSpan } from '@pixelboxx/telemetry';
import type { Logger } from '../observability/logger.ts';
import { LookPause } from '../jobs/workers/look-pause.ts';
import { outsideRequests } from '../outside-requests.ts';
import { type EventBus, handlingDelayMs } from './event-bus.ts';
import { type ClaimedEvent, leaseMs, type OutboxStore } from './outbox-store.ts';

const purgeIntervalMs = 600_000;
/** How many events one statement marks as published. */
const maxNoted = 100;
/** Between two looks of which the first found something: what is written meanwhile is claimed together. */
const restMs = 25;

/** Carries events from the outbox to the bus, in order for each aggregate. Runs in every replica. */
export class OutboxRelay {
  /** How long an event waits if no wakeup came, such as after a crash of the process that wrote it. */
  private readonly pause = new LookPause();
  /**
   * One statement for all aggregates published meanwhile: separate ones would queue for a lock, each with a connection.
   */
  private readonly marks: Batching<string, boolean>;
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private isWoken = false;
  private hasFound = false;
  private isResting = false;
  private isStarted = false;
  private isStopped = false;
  private isFailing = false;
  private isForgotten = false;
  private purgedAtMs = performance.now();

  constructor(
    private readonly store: OutboxStore,
    private readonly bus: EventBus,
    private readonly logger: Logger,
  ) {
    this.marks = new Batching((ids) => store.markPublished(ids), { maxItems: maxNoted });
  }

  start(): void {
    this.isStarted = true;
    this.bus.listen({
      onUp: () => this.wake(),
      onForgotten: () => {
        this.isForgotten = true;
        this.wake();
      },
    });
    this.wake();
  }

  /** There may be work: looks now, or once more after the current work and a rest. */
  wake(): void {
    this.isWoken = true;
    if (!this.isStarted || this.isStopped || this.working || this.isResting) return;
    this.working = outsideRequests(() => this.work()).finally(() => {
      this.working = undefined;
      this.rest();
    });
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.working;
  }

  private rest(): void {
    if (!this.hasFound || this.isStopped) return this.goOn();
    this.isResting = true;
    this.timer = setTimeout(() => {
      this.isResting = false;
      this.goOn();
    }, restMs).unref();
  }

  private goOn(): void {
    if (this.isWoken) this.wake();
    else this.sleep();
  }

  private sleep(): void {
    clearTimeout(this.timer);
    if (!this.isStopped) this.timer = setTimeout(() => this.wake(), this.pause.nextMs()).unref();
  }

  private async work(): Promise<void> {
    this.isWoken = false;
    this.hasFound = false;
    try {
      if (this.isForgotten) await this.store.publishAgain();
      this.isForgotten = false;
      while (!this.isStopped && this.bus.isUp()) {
        const claimed = await this.store.claim();
        this.hasFound ||= claimed.length > 0;
        if (claimed.length === 0 || !(await this.relay(claimed))) break;
      }
      await this.purgeSometimes();
      this.isFailing = false;
    } catch (error) {
      this.pause.noteWork();
      this.note(error);
    }
  }

  /**
   * Aggregates in parallel, the events of each in sequence; after a failure the rest of that aggregate waits.
   * @returns whether there is more to claim
   */
  private async relay(claimed: readonly ClaimedEvent[]): Promise<boolean> {
    const groups = Object.values(Object.groupBy(claimed, ({ aggregateId }) => aggregateId));
    // Well before the lease ends, so that no other relay claims what this one is still publishing.
    const deadlineMs = performance.now() + leaseMs / 2;
    const more = await Promise.all(groups.map((group = []) => this.relayInOrder(group, deadlineMs)));
    return more.some(Boolean);
  }

  private async relayInOrder(group: readonly ClaimedEvent[], deadlineMs: number): Promise<boolean> {
    const published: string[] = [];
    let failed: ClaimedEvent | undefined;
    for (const claimed of group) {
      if (this.isStopped || performance.now() > deadlineMs) break;
      if (!(await this.publish(claimed))) {
        failed = claimed;
        break;
      }
      published.push(claimed.id);
    }
    const more = published.length > 0 && (await this.marks.run(published));
    const left = group.slice(published.length).map(({ id }) => id);
    if (left.length === 0) return more;
    this.pause.noteWork();
    const delayMs = failed ? handlingDelayMs(failed.attempts) : 0;
    await this.store.release(left, delayMs);
    if (failed && !this.isStopped) setTimeout(() => this.wake(), delayMs + 20).unref();
    return true;
  }

  private async publish({ id, event, traceParent }: ClaimedEvent): Promise<boolean> {
    if (!event) {
      // Written by another release. It blocks nothing, and stays in the table for a day.
      this.logger.error({ event: 'outbox.unreadable', eventId: id });
      return true;
    }
    try {
      await continueTrace(traceParent, () => publishInSpan(this.bus, event));
      return true;
    } catch (error) {
      this.logger.warn({ event: 'outbox.publish.failed', subject: event.subject, eventId: id, err: error });
      return false;
    }
  }

  private async purgeSometimes(): Promise<void> {
    if (performance.now() - this.purgedAtMs < purgeIntervalMs) return;
    this.purgedAtMs = performance.now();
    await this.store.purge();
  }

  /** One line per transition: while the database is down every look fails. */
  private note(error: unknown): void {
    if (!this.isFailing) this.logger.warn({ event: 'outbox.failed', err: error });
    this.isFailing = true;
  }
}

function publishInSpan(bus: EventBus, event: DomainEvent): Promise<void> {
  const attributes = {
    'messaging.operation.name': 'publish',
    'messaging.operation.type': 'send',
    'messaging.destination.name': event.subject,
    'messaging.message.id': event.id,
  };
  return inSpan(`publish ${event.subject}`, { kind: 'producer', attributes }, () => bus.publish(event));
}
