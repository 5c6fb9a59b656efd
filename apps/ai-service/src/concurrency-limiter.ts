import { AppError } from './app-error.ts';

const retryAfterSeconds = 1;

/**
 * Bounds the work and the memory: at most `concurrency` images are worked on, and at most `queueLimit` more are held,
 * counted from before their bytes are read. Whoever comes after is turned away at once.
 */
export class ConcurrencyLimiter {
  readonly #places: number;
  #running = 0;
  #admitted = 0;
  readonly #concurrency: number;
  readonly #waiting: (() => void)[] = [];

  constructor(concurrency: number, queueLimit: number) {
    this.#concurrency = concurrency;
    this.#places = concurrency + queueLimit;
  }

  /**
   * Takes a place; the returned function gives it back and may be called more than once.
   * @throws AppError OVERLOADED when all places are taken
   */
  enter(): () => void {
    if (this.#admitted >= this.#places) throw new AppError('OVERLOADED', { details: { retryAfterSeconds } });
    this.#admitted += 1;
    let inside = true;
    return () => {
      if (inside) this.#admitted -= 1;
      inside = false;
    };
  }

  /** Runs the work when its turn comes; work whose caller has left by then is not started. */
  async run<Result>(work: () => Promise<Result>, principal: AbortSignal): Promise<Result> {
    if (this.#running >= this.#concurrency) await new Promise<void>((resume) => this.#waiting.push(resume));
    else this.#running += 1;
    try {
      if (principal.aborted) throw new AppError('BAD_REQUEST', { cause: principal.reason });
      return await work();
    } finally {
      // The turn passes straight to the next in line, so that nobody overtakes.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
