import { AppError } from '../app-error.ts';

export interface ConcurrencyLimits {
  /** Work that runs at the same time. */
  readonly concurrent: number;
  /** Work that may wait; more is refused at once, while refusing is still cheap. */
  readonly queued: number;
  /** How long work may wait for its turn; however long it takes, unless it is said. */
  readonly maxWaitMs?: number;
  /** When those who are refused are told to come back. */
  readonly retryAfterSeconds?: number;
}

/**
 * A bounded door in front of expensive work. Whoever waits longest is next, and the turn passes straight to them, so
 * that nobody overtakes. A turn is held until the work itself ends, also when nobody waits for it any more: the
 * processor is busy all the same.
 */
export class ConcurrencyLimiter {
  readonly #limits: ConcurrencyLimits;
  /** In the order of arrival; calling one gives it its turn. */
  readonly #waiting = new Set<() => void>();
  #running = 0;
  #entered = 0;

  constructor(limits: ConcurrencyLimits) {
    this.#limits = limits;
  }

  /** How much there is of it right now. */
  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.#running, waiting: this.#waiting.size };
  }

  /**
   * Runs the work when its turn comes; one whose `signal` is aborted by then leaves the queue without being run.
   * @throws AppError OVERLOADED when too many wait, or it waited too long; BAD_REQUEST when it left; what `work` throws
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
   * Takes one of the `concurrent + queued` places ahead of the work, such as before its bytes are read into memory.
   * @returns how to give it back, which may be called more than once
   * @throws AppError OVERLOADED when all places are taken
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

  /** As `run`, for work whose place was taken by `enter`. */
  async runEntered<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    throwIfAbandoned(signal);
    if (this.#running < this.#limits.concurrent) this.#running += 1;
    else await this.#turn(signal);
    try {
      // Between being given the turn and taking it.
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
