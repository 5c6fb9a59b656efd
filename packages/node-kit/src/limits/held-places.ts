/**
 * Counts places that are held, in all and by owner, such as a user or an IP. How many there may be, and what who is
 * refused is told, is for those who hand them out to say.
 */
export class HeldPlaces {
  /** Owners who hold none are not in it: there is no end of them. */
  readonly #byOwner = new Map<string, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  heldBy(owner: string): number {
    return this.#byOwner.get(owner) ?? 0;
  }

  /**
   * Takes one place, which each of its owners holds.
   * @returns how to give it back, which may be called more than once
   */
  take(...owners: string[]): () => void {
    this.#count(1, owners);
    let isHeld = true;
    return () => {
      if (isHeld) this.#count(-1, owners);
      isHeld = false;
    };
  }

  #count(change: 1 | -1, owners: readonly string[]): void {
    this.#total += change;
    for (const owner of owners) {
      const held = this.heldBy(owner) + change;
      if (held === 0) this.#byOwner.delete(owner);
      else this.#byOwner.set(owner, held);
    }
  }
}
