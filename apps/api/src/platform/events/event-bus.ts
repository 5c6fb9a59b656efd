import type { DomainEvent, EventSubject } from '@pixelboxx/shared';

/** Must bear being run again with the same event. Throwing means: later again. */
export type EventHandler<Subject extends EventSubject> = (event: DomainEvent<Subject>) => Promise<void>;

/** No further attempt can help: the event is dead at once. */
export class PermanentEventError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PermanentEventError';
  }
}

/** `unknown`: no process has such a subscriber. `running`: it takes longer than the caller waits. */
export type RetryOutcome = 'handled' | 'failed' | 'running' | 'unknown';

export interface BusListener {
  /** The bus can be reached, for the first time or again. */
  readonly onUp: () => void;
  /** The bus has no memory of what it took over: it was set up anew. */
  readonly onForgotten: () => void;
}

/**
 * Carries events from the outbox to whoever subscribed. At least once: a subscriber's handler is tried again until it
 * succeeds, ten times at most, one event at a time, so events of one aggregate are handled in order. Features publish
 * by `EventOutbox`, never here.
 */
export abstract class EventBus {
  /** Resolves when the bus has taken the event over; rejects when it has not, or cannot tell. */
  abstract publish(event: DomainEvent): Promise<void>;
  /**
   * `durableName` names the subscriber for ever: all replicas under one name share its events, and what happens while
   * none runs waits for it. To be called while modules start; the bus need not be reachable.
   */
  abstract subscribe<Subject extends EventSubject>(
    subject: Subject,
    durableName: string,
    handler: EventHandler<Subject>,
  ): void;
  /** The same for events of every subject, those that features declare among them. */
  abstract subscribeAll(durableName: string, handler: (event: DomainEvent) => Promise<void>): void;
  /**
   * One more attempt at a dead event, by that subscriber alone, in whichever process has it. What comes of it stands in
   * `dead_events` afterwards; whoever asks waits for at most ten seconds.
   * @throws AppError SERVICE_UNAVAILABLE while the bus cannot be reached
   */
  abstract retry(event: DomainEvent, durableName: string): Promise<RetryOutcome>;
  abstract listen(listener: BusListener): void;
  abstract isUp(): boolean;
  /** Takes no further event and waits for handlers that run. */
  abstract close(): Promise<void>;
}

/** How long `retry` waits for what comes of it. */
export const retryTimeoutMs = 10_000;

/** After so many failed attempts an event is given up for one subscriber, and kept as dead, so that the next can pass. */
export const maxHandlingAttempts = 10;

/** Before the next attempt: 1 s doubling to 30 s. */
export function handlingDelayMs(attempt: number): number {
  return Math.min(30_000, 1_000 * 2 ** (attempt - 1));
}
