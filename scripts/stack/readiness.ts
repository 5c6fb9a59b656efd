import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../cli-error.ts';

const pollMs = 100;

/**
 * Waits until `url` answers 200.
 * @throws Fault after `deadlineSeconds`, with the last answer; an AbortError when `signal` says that it never will
 */
export async function untilReady(
  name: string,
  url: string,
  logPath: string,
  { deadlineSeconds = 120, signal }: { deadlineSeconds?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const deadline = Date.now() + deadlineSeconds * 1000;
  let lastAnswer = 'no answer';
  while (Date.now() < deadline) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2000), redirect: 'manual' });
      const body = await response.text();
      if (response.ok) return;
      lastAnswer = `${response.status} ${body.slice(0, 300)}`;
    } catch {
      // Not listening yet: nothing to report but that.
    }
    await sleep(pollMs, undefined, signal && { signal });
  }
  throw new Fault(`${name} was not ready within ${deadlineSeconds} s (${url}: ${lastAnswer}). Its log: ${logPath}`);
}
