/** Shortly after some activity a look is worth its statement; later it is a safety net. */
const busyMs = 5_000;
const calmAfterMs = 60_000;
const calmMs = 60_000;

/**
 * How long to wait before the next look for work without a notification, such as work left by a crashed process: 5 s
 * until a minute after the last work, then a minute.
 */
export class LookPause {
  private busyUntilMs = performance.now() + calmAfterMs;

  /** There was work, some was written here, or the database could not say. */
  noteWork(): void {
    this.busyUntilMs = performance.now() + calmAfterMs;
  }

  /** A look has found work: there may be more, so the next look is soon. If that finds nothing, there was no more. */
  noteFound(): void {
    this.busyUntilMs = Math.max(this.busyUntilMs, performance.now() + busyMs / 2);
  }

  nextMs(): number {
    return performance.now() < this.busyUntilMs ? busyMs : calmMs;
  }
}
