import { setTimeout as sleep } from 'node:timers/promises';

export interface PollOptions {
  /** Long by default: it costs nothing to those who pass, and a busy machine needs it. */
  timeoutMs?: number;
  everyMs?: number;
}

/**
 * Asks until `condition` gives something other than false, null or undefined, and gives that back: the one way in which
 * tests wait for what has no event.
 * @param what completes "until …"
 * @throws Error with `what` after the timeout; whatever `condition` throws, at once
 */
export async function pollUntil<T>(
  what: string,
  condition: () => T | Promise<T>,
  { timeoutMs = 30_000, everyMs = 10 }: PollOptions = {},
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (isGiven(value)) return value;
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain until ${what}`);
    await sleep(everyMs);
  }
}

function isGiven<T>(value: T): value is Exclude<T, false | null | undefined> {
  return value !== false && value !== null && value !== undefined;
}
