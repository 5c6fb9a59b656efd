/**
 * Where the time of day comes from. Whatever decides by it or writes it down is given a clock, or the moment itself, so
 * that it can be tried at any moment. How long something takes is `performance.now()`'s to say: nobody sets that one.
 */
export abstract class Clock {
  abstract now(): Date;

  /** Milliseconds since 1970, UTC. */
  nowMs(): number {
    return this.now().getTime();
  }
}

/** The machine's. */
export class SystemClock extends Clock {
  override now(): Date {
    return new Date(this.nowMs());
  }

  override nowMs(): number {
    return Date.now();
  }
}
