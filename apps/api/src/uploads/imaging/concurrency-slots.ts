import { AppError } from '../../platform/errors/app-error.ts';

interface Waiting {
  readonly start: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Runs a bounded number of jobs at once, lets a bounded number wait, and refuses the rest at once with `OVERLOADED`. */
export class ConcurrencySlots {
  readonly #limits: { readonly maxConcurrent: number; readonly waiting: number; readonly timeoutMs: number };
  readonly #queue: Waiting[] = [];
  #running = 0;

  constructor(limits: { maxConcurrent: number; waiting: number; timeoutMs: number }) {
    this.#limits = limits;
  }

  /** The slot is held until the work itself ends, also when nobody waits for it any more. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #enter(): Promise<void> | void {
    if (this.#running < this.#limits.maxConcurrent) {
      this.#running += 1;
      return;
    }
    if (this.#queue.length >= this.#limits.waiting) throw overloaded();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        reject(overloaded());
      }, this.#limits.timeoutMs);
      const waiting: Waiting = { start: resolve, timer };
      this.#queue.push(waiting);
    });
  }

  /** Hands the slot over to whoever waits longest. */
  #leave(): void {
    const next = this.#queue.shift();
    if (!next) {
      this.#running -= 1;
      return;
    }
    clearTimeout(next.timer);
    next.start();
  }
}

function overloaded(): AppError {
  return new AppError('OVERLOADED', { details: { retryAfterSeconds: 3 } });
}
