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

  /**
   * Whether less than `durationMs` has passed since `sinceMs`. False if the clock was set back meanwhile, since nobody knows
   * then: what should end soon must not last until the clock has caught up.
   */
  isWithin(durationMs: number, sinceMs: number): boolean {
    const passedMs = this.nowMs() - sinceMs;
    return passedMs >= 0 && passedMs < durationMs;
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
