import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../cli-error.ts';

const pollMs = 100;

/**
 * Waits until `url` responds with 200.
 * @throws Fault after `deadlineSeconds`, with the last response; an AbortError if `signal` says that it never will
 */
export async function untilReady(
  name: string,
  url: string,
  logPath: string,
  { deadlineSeconds = 120, signal }: { deadlineSeconds?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const deadline = Date.now() + deadlineSeconds * 1000;
  let lastResponse = 'no answer';
  while (Date.now() < deadline) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2000), redirect: 'manual' });
      const body = await response.text();
      if (response.ok) return;
      lastResponse = `${response.status} ${body.slice(0, 300)}`;
    } catch {
      // Not listening yet, which is all there is to report.
    }
    await sleep(pollMs, undefined, signal && { signal });
  }
  throw new CliError(
    `${name} was not ready within ${deadlineSeconds} s (${url}: ${lastResponse}). Its log: ${logPath}`,
  );
}
