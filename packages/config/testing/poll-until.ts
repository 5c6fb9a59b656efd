import { setTimeout as sleep } from 'node:timers/promises';

export interface PollOptions {
  /** Long by default: it costs nothing to those who pass, and a busy machine needs it. */
  timeoutMs?: number;
  /**
   * At first: what has been waited for longer is asked for less often, because asking takes the machine from it. With
   * 0 it is asked without a rest, for tests of what answers meanwhile.
   */
  everyMs?: number;
}

/** Of the time waited so far: a wait ends late by this share of it at most. */
const restShare = 0.1;
const maxRestMs = 250;

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
  const startedAt = performance.now();
  for (;;) {
    const value = await condition();
    const waitedMs = performance.now() - startedAt;
    if (isGiven(value)) return value;
    if (waitedMs > timeoutMs) throw new Error(`Waited ${timeoutMs} ms in vain until ${what}`);
    await sleep(everyMs === 0 ? 0 : Math.max(everyMs, Math.min(waitedMs * restShare, maxRestMs)));
  }
}

function isGiven<T>(value: T): value is Exclude<T, false | null | undefined> {
  return value !== false && value !== null && value !== undefined;
}
