import { AppError } from '../app-error.ts';
import { HeldPlaces } from './held-places.ts';

export interface PartitionedLimits {
  /** How many tasks run at the same time. */
  readonly concurrent: number;
  /** The longest expected wait of the last one admitted; it determines the number of places. */
  readonly maxWaitMs: number;
  /** The maximum number of places, however short the tasks are. */
  readonly maxPlaces: number;
  /** The assumed duration of a task until some have been measured. */
  readonly expectedMs: number;
  /** How long a place is held for a request that has not arrived completely. */
  readonly arrivalMs: number;
}

/** The minimum number of places per running task, so that time before and after the task does not leave it idle. */
const minPerRunning = 8;
/** One place in this many is reserved for each of the two kinds of clients. */
const reservedOneIn = 4;
/** Places per known client; beyond these it counts as a stranger, so that knowing one account does not enable a flood. */
const placesPerKnown = 4;
/** Weight of the latest task in the moving average of the duration. */
const weight = 0.1;

export type ClientKind = 'known' | 'stranger';

/** The ticket of one request: from when it is admitted until its work is done, or until it ends without. */
export interface Ticket {
  /**
   * Reports that the request has arrived completely. If it took too long, it has lost its place, and gets another if one is free.
   * @returns whether it has a place
   */
  arrive(): boolean;
  /** Holds the place until the work ends, even if the request has ended before: the work still uses the processor. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Reports that the request has ended, in whatever way. Can be called more than once. */
  leave(): void;
}

/**
 * Decides which clients can have expensive work done, before anything of the request is read. It admits as many as can
 * expect their turn in time, by the number inside and the measured duration. Known clients go first: strangers cannot
 * use a quarter of the places, nor those that known clients hold. Another quarter is reserved for strangers, so that
 * they do not starve. The two kinds are its partitions.
 */
export class PartitionedLimiter {
  readonly #limits: PartitionedLimits;
  readonly #held = { known: new HeldPlaces(), stranger: new HeldPlaces() };
  #outside = 0;
  #meanMs: number;

  constructor(limits: PartitionedLimits) {
    this.#limits = limits;
    this.#meanMs = limits.expectedMs;
  }

  /** Taken places by kind; `outside` is work without a ticket. */
  get load(): Readonly<Record<ClientKind | 'outside', number>> {
    return { known: this.#held.known.total, stranger: this.#held.stranger.total, outside: this.#outside };
  }

  /** How many places there are at the moment. */
  get places(): number {
    const { concurrent, maxWaitMs, maxPlaces } = this.#limits;
    const inTime = Math.floor((maxWaitMs * concurrent) / this.#meanMs);
    return Math.min(maxPlaces, Math.max(minPerRunning * concurrent, inTime));
  }

  /**
   * @param knownAs identifies a known client; null for a stranger
   * @returns the ticket, or null if the client must be refused; and the kind by which it was decided
   */
  enter(knownAs: string | null): { readonly kind: ClientKind; readonly ticket: Ticket | null } {
    const kind = this.#kindOf(knownAs);
    const place = this.#take(knownAs);
    const ticket = place && new HeldTicket(place, () => this.#take(knownAs), this, this.#limits.arrivalMs);
    return { kind, ticket };
  }

  /** For work without a ticket: always done, but counted, so that fewer others are admitted meanwhile. */
  async runOutside<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#outside += 1;
    try {
      return await work();
    } finally {
      this.#outside -= 1;
    }
  }

  /** Records how long a task ran. */
  measured(ms: number): void {
    this.#meanMs += weight * (ms - this.#meanMs);
  }

  /** @returns a function that releases the place; null if none is free */
  #take(knownAs: string | null): (() => void) | null {
    const kind = this.#kindOf(knownAs);
    if (!this.#hasPlaceFor(kind)) return null;
    return kind === 'known' && knownAs !== null ? this.#held.known.take(knownAs) : this.#held.stranger.take();
  }

  #kindOf(knownAs: string | null): ClientKind {
    return knownAs !== null && this.#held.known.heldBy(knownAs) < placesPerKnown ? 'known' : 'stranger';
  }

  #hasPlaceFor(kind: ClientKind): boolean {
    const { places } = this;
    const reserved = Math.max(1, Math.floor(places / reservedOneIn));
    const { known, stranger, outside } = this.load;
    const taken = known + stranger + outside;
    if (taken >= places) return false;
    if (kind === 'known') return known < places - reserved;
    return stranger < reserved || taken < places - reserved;
  }
}

class HeldTicket implements Ticket {
  #giveBack: (() => void) | null;
  readonly #takeAnother: () => (() => void) | null;
  readonly #limiter: PartitionedLimiter;
  readonly #lateness: NodeJS.Timeout;
  #isRunning = false;
  #isOver = false;

  constructor(
    giveBack: () => void,
    takeAnother: () => (() => void) | null,
    limiter: PartitionedLimiter,
    arrivalMs: number,
  ) {
    this.#giveBack = giveBack;
    this.#takeAnother = takeAnother;
    this.#limiter = limiter;
    this.#lateness = setTimeout(() => this.#release(), arrivalMs);
  }

  arrive(): boolean {
    clearTimeout(this.#lateness);
    if (this.#isOver) return true;
    this.#giveBack ??= this.#takeAnother();
    return this.#giveBack !== null;
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    // Work after the admitted work, or work begun for a request that has ended.
    if (!this.#giveBack || this.#isRunning) return this.#limiter.runOutside(work);
    clearTimeout(this.#lateness);
    this.#isRunning = true;
    try {
      return await work();
    } finally {
      this.#isRunning = false;
      this.#isOver = true;
      this.#release();
    }
  }

  leave(): void {
    this.#isOver = true;
    clearTimeout(this.#lateness);
    if (!this.#isRunning) this.#release();
  }

  #release(): void {
    this.#giveBack?.();
    this.#giveBack = null;
  }
}

/** The error for clients that are not admitted. */
export function overloaded(): AppError {
  return new AppError('OVERLOADED', { details: { retryAfterSeconds: 1 } });
}
