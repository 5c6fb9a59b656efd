/**
 * Counts held places, in total and by owner, such as a user or an IP address. The code that uses it decides how many
 * there are, and how to refuse.
 */
export class HeldPlaces {
  /** Only owners with at least one place, so that the map does not grow without limit. */
  readonly #byOwner = new Map<string, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  heldBy(owner: string): number {
    return this.#byOwner.get(owner) ?? 0;
  }

  /**
   * Takes one place, which counts for each of its owners.
   * @returns a function that releases the place; further calls do nothing
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
