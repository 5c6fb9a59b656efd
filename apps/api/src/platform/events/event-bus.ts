import type { DomainEvent, EventSubject } from '@pixelboxx/shared';

/** Must be idempotent: it can run again with the same event. If it throws, the event is delivered again later. */
export type EventHandler<Subject extends EventSubject> = (event: DomainEvent<Subject>) => Promise<void>;

/** No further attempt can succeed: the event is dead at once. */
export class PermanentEventError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PermanentEventError';
  }
}

/** `unknown`: no process has this subscriber. `running`: it takes longer than the caller waits. */
export type RetryOutcome = 'handled' | 'failed' | 'running' | 'unknown';

export interface BusListener {
  /** The bus can be reached, for the first time or again. */
  readonly onUp: () => void;
  /** The bus was set up again and has lost the events that it had accepted. */
  readonly onForgotten: () => void;
}

/**
 * Carries events from the outbox to subscribers. At least once: a subscriber's handler is tried again until it
 * succeeds, at most ten times, one event at a time, so events of one aggregate are handled in order. Features publish
 * through `EventOutbox`, never here.
 */
export abstract class EventBus {
  /** Resolves when the bus has accepted the event; rejects when it has not, or cannot tell. */
  abstract publish(event: DomainEvent): Promise<void>;
  /**
   * `durableName` identifies the subscriber permanently: all replicas under one name share its events, and events wait
   * for it while none runs. Call it while modules start; the bus need not be reachable.
   */
  abstract subscribe<Subject extends EventSubject>(
    subject: Subject,
    durableName: string,
    handler: EventHandler<Subject>,
  ): void;
  /** The same for events of every subject, including those that features declare. */
  abstract subscribeAll(durableName: string, handler: (event: DomainEvent) => Promise<void>): void;
  /**
   * One more attempt at a dead event, by that subscriber only, in whichever process has it. `dead_events` contains the
   * outcome afterwards; the caller waits for at most ten seconds.
   * @throws AppError SERVICE_UNAVAILABLE while the bus cannot be reached
   */
  abstract retry(event: DomainEvent, durableName: string): Promise<RetryOutcome>;
  abstract listen(listener: BusListener): void;
  abstract isUp(): boolean;
  /** Accepts no further event and waits for running handlers. */
  abstract close(): Promise<void>;
}

/** How long `retry` waits for the outcome. */
export const retryTimeoutMs = 10_000;

/** After this many failed attempts one subscriber gives the event up and keeps it as dead, so that the next can pass. */
export const maxHandlingAttempts = 10;

/** Before the next attempt: 1 s doubling to 30 s. */
export function handlingDelayMs(attempt: number): number {
  return Math.min(30_000, 1_000 * 2 ** (attempt - 1));
}
