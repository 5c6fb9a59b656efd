/** While something happened of late a look is worth its statement; after that it is a safety net. */
const busyMs = 5_000;
const calmAfterMs = 60_000;
const calmMs = 60_000;

/**
 * How long to wait before the next look for work that nobody told of, such as what a process left that has crashed: 5 s
 * until a minute after there was some, then a minute.
 */
export class LookPause {
  private busyUntilMs = performance.now() + calmAfterMs;

  /** There was work, was written here, or may have been: the database did not say. */
  noteWork(): void {
    this.busyUntilMs = performance.now() + calmAfterMs;
  }

  /** A look has found some: there may be more of it, and so the next look is soon. Where it finds nothing, that was it. */
  noteFound(): void {
    this.busyUntilMs = Math.max(this.busyUntilMs, performance.now() + busyMs / 2);
  }

  nextMs(): number {
    return performance.now() < this.busyUntilMs ? busyMs : calmMs;
  }
}
