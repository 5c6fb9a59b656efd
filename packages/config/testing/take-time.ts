import { setTimeout as sleep } from 'node:timers/promises';

/**
 * For things that must take time while the test continues: a slow response, a long job, a period in which nothing may
 * happen. Never use it to wait for something: use `pollUntil`, because a busy machine needs longer.
 */
export function takeTime(ms: number): Promise<void> {
  return sleep(ms);
}
