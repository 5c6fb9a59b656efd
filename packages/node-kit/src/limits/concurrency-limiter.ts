import { AppError } from '../app-error.ts';

export interface ConcurrencyLimits {
  /** How many tasks run at the same time. */
  readonly concurrent: number;
  /** How many tasks can wait; more are refused at once, while refusing is still cheap. */
  readonly queued: number;
  /** How long a task can wait for its turn; without it there is no limit. */
  readonly maxWaitMs?: number;
  /** When refused clients should retry. */
  readonly retryAfterSeconds?: number;
}

/**
 * Limits how many expensive tasks run at the same time. The queue is first in, first out, and a turn passes directly to
 * the next task, so a new one cannot overtake. A task keeps its turn until it ends, even if its caller no longer waits:
 * it still uses the processor.
 */
export class ConcurrencyLimiter {
  readonly #limits: ConcurrencyLimits;
  /** In order of arrival; calling one gives it its turn. */
  readonly #waiting = new Set<() => void>();
  #running = 0;
  #entered = 0;

  constructor(limits: ConcurrencyLimits) {
    this.#limits = limits;
  }

  /** How many tasks there are right now. */
  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.#running, waiting: this.#waiting.size };
  }

  /**
   * Runs the task when its turn comes; if its `signal` is aborted before, it leaves the queue without being run.
   * @throws AppError OVERLOADED if too many tasks wait, or it waited too long; BAD_REQUEST if it left; what `work` throws
   */
  async run<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const leave = this.enter();
    try {
      return await this.runEntered(work, signal);
    } finally {
      leave();
    }
  }

  /**
   * Takes one of the `concurrent + queued` places before the work begins, for example before its bytes are read into memory.
   * @returns a function that releases the place; further calls do nothing
   * @throws AppError OVERLOADED if all places are taken
   */
  enter(): () => void {
    if (this.#entered >= this.#limits.concurrent + this.#limits.queued) throw this.#overloaded();
    this.#entered += 1;
    let isInside = true;
    return () => {
      if (isInside) this.#entered -= 1;
      isInside = false;
    };
  }

  /** As `run`, for a task that took its place with `enter`. */
  async runEntered<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    throwIfAbandoned(signal);
    if (this.#running < this.#limits.concurrent) this.#running += 1;
    else await this.#turn(signal);
    try {
      // It may have been aborted between being given the turn and taking it.
      throwIfAbandoned(signal);
      return await work();
    } finally {
      this.#passOn();
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    const { maxWaitMs } = this.#limits;
    return new Promise((resolve, reject) => {
      const leaveQueue = () => {
        this.#waiting.delete(start);
        clearTimeout(timer);
        signal?.removeEventListener('abort', abandon);
      };
      const start = () => {
        leaveQueue();
        resolve();
      };
      const fail = (error: AppError) => {
        leaveQueue();
        reject(error);
      };
      const abandon = () => fail(abandoned(signal));
      const timer = maxWaitMs === undefined ? undefined : setTimeout(() => fail(this.#overloaded()), maxWaitMs);
      signal?.addEventListener('abort', abandon);
      this.#waiting.add(start);
    });
  }

  #passOn(): void {
    const [next] = this.#waiting;
    if (next) next();
    else this.#running -= 1;
  }

  #overloaded(): AppError {
    return new AppError('OVERLOADED', { details: { retryAfterSeconds: this.#limits.retryAfterSeconds ?? 1 } });
  }
}

function throwIfAbandoned(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abandoned(signal);
}

function abandoned(signal: AbortSignal | undefined): AppError {
  return new AppError('BAD_REQUEST', { cause: signal?.reason });
}
