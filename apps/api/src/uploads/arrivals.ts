import { AppError } from '../platform/errors/app-error.ts';

export interface ArrivalLimits {
  readonly atOnce: number;
  readonly ofOnePerson: number;
}

/**
 * Counts uploads between their first byte and their answer. More than can ever be decoded in time are refused before
 * they are read, which bounds the disk they wait on; and nobody's slow uploads take every place.
 */
export class Arrivals {
  readonly #limits: ArrivalLimits;
  readonly #byPerson = new Map<string, number>();
  #total = 0;

  constructor(limits: ArrivalLimits) {
    this.#limits = limits;
  }

  /** @returns what gives the place back, to be called once. @throws AppError OVERLOADED */
  enter(userId: string): () => void {
    const own = this.#byPerson.get(userId) ?? 0;
    if (this.#total >= this.#limits.atOnce || own >= this.#limits.ofOnePerson) {
      throw new AppError('OVERLOADED', { details: { retryAfterSeconds: 3 } });
    }
    this.#total += 1;
    this.#byPerson.set(userId, own + 1);
    return () => this.#leave(userId);
  }

  #leave(userId: string): void {
    this.#total -= 1;
    const left = (this.#byPerson.get(userId) ?? 1) - 1;
    if (left === 0) this.#byPerson.delete(userId);
    else this.#byPerson.set(userId, left);
  }
}
