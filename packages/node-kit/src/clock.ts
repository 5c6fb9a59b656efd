/**
 * Provides the time of day. Code that decides by the time or records it receives a clock, or the moment itself, so that
 * tests can choose any moment. For durations use `performance.now()`, which cannot be set.
 */
export abstract class Clock {
  abstract now(): Date;

  /** Milliseconds since 1970, UTC. */
  nowMs(): number {
    return this.now().getTime();
  }
}

/** The machine's clock. */
export class SystemClock extends Clock {
  override now(): Date {
    return new Date(this.nowMs());
  }

  override nowMs(): number {
    return Date.now();
  }
}
