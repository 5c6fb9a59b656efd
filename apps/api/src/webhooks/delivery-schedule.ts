const second = 1;
const minute = 60;
const hour = 3600;

/**
 * The delay before each further attempt at one event, in seconds: about three days in total, so that a receiver which
 * breaks on a Friday evening misses nothing (as the Standard Webhooks recommend).
 */
const retryDelays = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const;

/** How often one event is sent to one receiver at most. */
export const maxDeliveryAttempts = retryDelays.length + 1;

/** @param attempts the number so far, from 1. @returns seconds until the next one; null after the last */
export function retryDelaySeconds(attempts: number): number | null {
  return retryDelays[attempts - 1] ?? null;
}

/**
 * How long a receiver is paused after this many failures in a row, in seconds: 5 s, doubling to 5 minutes. The pause
 * covers all events: if a receiver is down, one attempt is enough to find out.
 */
export function pauseSeconds(failures: number): number {
  return failures <= 0 ? 0 : Math.min(5 * minute, 5 * 2 ** Math.min(failures - 1, 10));
}

/** A receiver that has failed for this long is switched off. */
export const maxFailingDays = 5;

/** How long the former secret also signs, besides the new one. */
export const formerSecretHours = 24;
