import { AppError } from '../errors/app-error.ts';

export interface ConcurrencyLimits {
  /** Jobs that run at the same time. */
  readonly concurrent: number;
  /** Jobs that may wait; one more is refused at once, while refusing is still cheap. */
  readonly queued: number;
}

/**
 * A bounded door in front of expensive work. A place is held until the work ends, even when its caller has gone,
 * because the processor is busy all the same.
 */
export class ConcurrencyLimiter {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limits: ConcurrencyLimits) {}

  /** @throws AppError OVERLOADED when the queue is full. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.running >= this.limits.concurrent) await this.wait();
    else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The place passes to the next one directly: a newcomer cannot slip in between.
      if (next) next();
      else this.running -= 1;
    }
  }

  private wait(): Promise<void> {
    if (this.waiting.length >= this.limits.queued) {
      throw new AppError('OVERLOADED', { details: { retryAfterSeconds: 1 } });
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
