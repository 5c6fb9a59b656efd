const second = 1;
const minute = 60;
const hour = 3600;

/**
 * Before each further attempt at one event, in seconds: some three days in all, so that a receiver which breaks on a Friday
 * evening misses nothing (as the Standard Webhooks recommend).
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

/** How often one event is sent to one receiver. */
export const maxDeliveryAttempts = retryDelays.length + 1;

/** @param attempts how many there were, from 1. @returns seconds until the next one; null when that was the last */
export function retryDelaySeconds(attempts: number): number | null {
  return retryDelays[attempts - 1] ?? null;
}

/**
 * How long a receiver is left in peace that has failed so many times in a row, in seconds: 5 s doubling to 5 minutes. For
 * all events together: of a receiver that is down, one attempt tells.
 */
export function pauseSeconds(failures: number): number {
  return failures <= 0 ? 0 : Math.min(5 * minute, 5 * 2 ** Math.min(failures - 1, 10));
}

/** A receiver that nothing has reached for so long is switched off. */
export const maxFailingDays = 5;

/** How long the secret of before goes on signing beside the new one. */
export const formerSecretHours = 24;
