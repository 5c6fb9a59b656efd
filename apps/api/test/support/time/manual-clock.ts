import { Clock } from '@pixelboxx/node-kit';

/** A clock that stands still until it is set. */
export class ManualClock extends Clock {
  private atMs: number;

  constructor(atMs: number) {
    super();
    this.atMs = atMs;
  }

  override now(): Date {
    return new Date(this.atMs);
  }

  set(atMs: number): void {
    this.atMs = atMs;
  }
}
