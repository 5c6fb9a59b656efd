import { pollUntil } from '@pixelboxx/config/testing';

/** Polls until the condition holds. @throws Error after the deadline */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await pollUntil(condition.toString(), condition);
}
