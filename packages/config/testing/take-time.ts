import { setTimeout as sleep } from 'node:timers/promises';

/**
 * For what has to take its time while the test goes on: a slow answer, a long job, a span in which nothing may happen.
 * Never to wait for something: that is `pollUntil`, because a busy machine needs longer.
 */
export function takeTime(ms: number): Promise<void> {
  return sleep(ms);
}
