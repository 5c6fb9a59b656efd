/** A seed that is printed, so that what it brought about can be seen again: `TEST_SEED=… npm test -- <file>`. */
export function newSeed(): number {
  const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31);
  console.info(`seed ${seed}`);
  return seed;
}

/** Numbers from 0 to below 1 that follow from `seed` (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
