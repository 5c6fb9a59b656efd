import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until the condition holds. @throws Error after the deadline */
export async function until(condition: () => boolean | Promise<boolean>, deadlineMs = 30_000): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`The condition did not hold within ${deadlineMs} ms.`);
    await sleep(10);
  }
}
