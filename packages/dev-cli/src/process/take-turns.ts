/** A task that runs in parallel with others, or alone. */
export interface Turn {
  /** Nothing else runs from its start to its end. */
  readonly isAlone?: boolean;
}

/**
 * Runs the tasks in order, up to `maxConcurrent` at the same time; tasks after one that runs alone begin when it has ended.
 * @throws what `run` throws, at once: the caller must end the tasks still running
 */
export async function takeTurns<Item extends Turn>(
  items: readonly Item[],
  maxConcurrent: number,
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  for (const item of items) {
    const places = item.isAlone ? 1 : maxConcurrent;
    while (underWay.size >= places) await Promise.race(underWay);
    const turn = run(item).finally(() => underWay.delete(turn));
    underWay.add(turn);
    if (item.isAlone) await turn;
  }
  await Promise.all(underWay);
}
