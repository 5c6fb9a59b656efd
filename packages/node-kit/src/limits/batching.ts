/** Items that wait for their batch, and whom to tell what came of it. */
interface Waiting<Item, Result> {
  readonly items: readonly Item[];
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Carries work out for many together: one batch at a time, and whatever came while it ran is the next one. Who
 * comes alone waits for nobody; the more there are, the fewer times the work is done.
 * @param carryOut given the items of all of a batch, never at the same time as another batch; what it returns or throws is
 *   what each of them gets
 * @param maxItems items of a batch; who brings more is a batch by themselves
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

  /** @throws what the batch throws that these items are in */
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

  /** Those who have waited longest. */
  #next(): Waiting<Item, Result>[] {
    let items = 0;
    const end = this.#waiting.findIndex((waiting, index) => {
      items += waiting.items.length;
      return index > 0 && items > this.#maxItems;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }
}
