import { AppError } from '../app-error.ts';
import { HeldPlaces } from './held-places.ts';

export interface PartitionedLimits {
  /** Work that runs at the same time. */
  readonly concurrent: number;
  /** How long the last one let in may expect to wait: what decides how many there are. */
  readonly maxWaitMs: number;
  /** Places there are at most, however short the work is. */
  readonly maxPlaces: number;
  /** How long one piece of work takes, until some have been measured. */
  readonly expectedMs: number;
  /** A place is held so long for a request of which the rest has yet to arrive. */
  readonly arrivalMs: number;
}

/** So many for each that runs, whatever it takes: what comes before and after it must not leave it without work. */
const minPerRunning = 8;
/** Of the places, one in so many is for each of the two kinds of callers alone. */
const reservedOneIn = 4;
/** Places of one known caller at the same time; beyond these it is a stranger: knowing one account opens no door for a flood. */
const placesPerKnown = 4;
/** Weight of the latest piece of work in the mean of how long it takes. */
const weight = 0.1;

export type ClientKind = 'known' | 'stranger';

/** Of one request: from being let in until its work is done, or until it ends without. */
export interface Ticket {
  /**
   * The request has arrived completely. One that took too long has lost its place, and gets another if there is one.
   * @returns whether it has a place
   */
  arrive(): boolean;
  /** The place is held until the work ends, also when the request has ended before: the processor is busy all the same. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** The request has ended, in whatever way. May be called more than once. */
  leave(): void;
}

/**
 * Decides who may have expensive work done before anything of the request is read: as many as can expect their turn in
 * time, by how many are inside and how long the work takes. Callers that are known go first: strangers leave a quarter of
 * the places, and all that the known hold, untouched; a quarter is theirs whatever the known want, so that nobody starves.
 * The two are its partitions.
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

  /** Places that are taken, by whom; `outside` is work that asked for none. */
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
   * @param knownAs names a caller that is known; null for a stranger
   * @returns the ticket, null for who is to be refused; and as whom the caller was judged
   */
  enter(knownAs: string | null): { readonly kind: ClientKind; readonly ticket: Ticket | null } {
    const kind = this.#kindOf(knownAs);
    const place = this.#take(knownAs);
    const ticket = place && new HeldTicket(place, () => this.#take(knownAs), this, this.#limits.arrivalMs);
    return { kind, ticket };
  }

  /** For work without a ticket: done in any case, and counted, so that fewer others are let in meanwhile. */
  async runOutside<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#outside += 1;
    try {
      return await work();
    } finally {
      this.#outside -= 1;
    }
  }

  /** How long one piece of work took once it ran. */
  measured(ms: number): void {
    this.#meanMs += weight * (ms - this.#meanMs);
  }

  /** @returns how to give it back; null where there is none */
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
    // What comes after the work it was let in for, or is begun for a request that has ended.
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

/** What is answered to whoever is not let in. */
export function overloaded(): AppError {
  return new AppError('OVERLOADED', { details: { retryAfterSeconds: 1 } });
}
