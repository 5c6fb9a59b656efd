import { pause } from '@/lib/time/pause.ts';

/** Milliseconds before each retry. */
const delaysMs = [500, 2_000, 5_000];

/**
 * Loads a module that is not in the page yet, and retries on failure: a browser that is offline for a moment, or a network
 * that drops one file, must not break the page. While the browser reports that it is offline, the retry waits.
 * @throws the error of the last attempt
 */
export async function retryImport<Module>(load: () => Promise<Module>): Promise<Module> {
  for (const delayMs of delaysMs) {
    try {
      return await load();
    } catch {
      await (isOffline() ? backOnline() : pause(delayMs));
    }
  }
  return load();
}

/** Never true on a server, which renders some of these parts. */
function isOffline(): boolean {
  return typeof window !== 'undefined' && !navigator.onLine;
}

function backOnline(): Promise<void> {
  return new Promise((resolve) => window.addEventListener('online', () => resolve(), { once: true }));
}
