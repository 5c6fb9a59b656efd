/** Items that wait for their batch, and how to settle their promise. */
interface Waiting<Item, Result> {
  readonly items: readonly Item[];
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Carries out work for many callers together: one batch at a time; items that arrive while it runs form the next one. A
 * single caller does not wait; the more callers, the fewer batches per item.
 * @param carryOut receives all items of a batch, never concurrently with another batch; each caller gets what it
 * returns or throws
 * @param maxItems items per batch; a caller with more gets a batch of its own
 */
export class Batching<Item, Result> {
  readonly #carryOut: (items: readonly Item[]) => Promise<Result>;
  readonly #maxItems: number;
  #waiting: Waiting<Item, Result>[] = [];
  #isRunning = false;

  constructor(carryOut: (items: readonly Item[]) => Promise<Result>, { maxItems }: { readonly maxItems: number }) {
    this.#carryOut = carryOut;
    this.#maxItems = maxItems;
  }

  /** @throws what the batch with these items throws */
  run(items: readonly Item[]): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#waiting.push({ items, resolve, reject });
    if (!this.#isRunning) void this.#runAll();
    return promise;
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const batch = this.#next();
      try {
        const result = await this.#carryOut(batch.flatMap(({ items }) => items));
        for (const { resolve } of batch) resolve(result);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#isRunning = false;
  }

  /** The items that have waited longest. */
  #next(): Waiting<Item, Result>[] {
    let items = 0;
    const end = this.#waiting.findIndex((waiting, index) => {
      items += waiting.items.length;
      return index > 0 && items > this.#maxItems;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }
}
