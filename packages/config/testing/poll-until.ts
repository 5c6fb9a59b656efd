import { setTimeout as sleep } from 'node:timers/promises';

export interface PollOptions {
  /** Long by default: passing tests do not wait for it, and a busy machine needs it. */
  timeoutMs?: number;
  /**
   * The first interval. It grows with the time waited, because polling takes processor time from what is polled. With
   * 0, polls without pauses, for tests of what responds meanwhile.
   */
  everyMs?: number;
}

/** Share of the time waited so far: a wait ends late by at most this share. */
const restShare = 0.1;
const maxRestMs = 250;

/**
 * Polls until `condition` returns something other than false, null or undefined, and returns that. Tests use only this
 * to wait for what has no event.
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
