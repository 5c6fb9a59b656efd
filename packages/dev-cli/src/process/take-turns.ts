/** Something that is done beside others, or by itself. */
export interface Turn {
  /** Nothing else is under way from its start to its end. */
  readonly isAlone?: boolean;
}

/**
 * Does each in its order, up to `maxConcurrent` at the same time; what comes after one that is alone begins when that has ended.
 * @throws what `run` throws, at once: those under way are the caller's to end
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
