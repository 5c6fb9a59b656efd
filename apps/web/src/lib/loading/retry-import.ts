import { pause } from '@/lib/time/pause.ts';

/** Milliseconds before each further try. */
const delaysMs = [500, 2_000, 5_000];

/**
 * Loads a part of the program that is not in the page yet, and tries again when that fails: a browser that is offline for
 * a moment, or a network that drops one file, must not take the page away from its user. While the browser says that it is
 * offline, it is waited for.
 * @throws what the last try threw
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
