import { isApiError } from '@/lib/api/api-failure.ts';
import type { TabLock } from './tab-lock.ts';

/** A tab that waited while another renewed the session finds new cookies: it need not renew again. */
const freshForMs = 10_000;
const renewedAtKey = 'pixelboxx:session-renewed-at';

interface RenewalOptions {
  /** POST /v1/auth/refresh. */
  refresh: () => Promise<unknown>;
  lock: TabLock;
  storage: Storage;
  now?: () => number;
}

/**
 * Creates the function that renews the session once, however many calls and tabs ask for it at the same time. It resolves to
 * true if there are new cookies and to false if the session has ended (401). If that cannot be determined (no network, 503),
 * it throws the `ApiError`: an outage must never look like being signed out.
 */
export function createSessionRenewal(options: RenewalOptions): () => Promise<boolean> {
  const now = options.now ?? Date.now;
  let running: Promise<boolean> | null = null;

  // Each renewal by another tab is trusted once: if the new cookies are refused as well, this tab renews the session itself.
  let reliedOn: string | null = null;
  const renewedByAnother = () => {
    const renewedAt = options.storage.getItem(renewedAtKey);
    if (renewedAt === null || renewedAt === reliedOn) return false;
    reliedOn = renewedAt;
    const age = now() - Number(renewedAt);
    return age >= 0 && age < freshForMs;
  };
  const renew = async () => {
    if (renewedByAnother()) return true;
    try {
      await options.refresh();
    } catch (error) {
      if (!(isApiError(error) && error.status === 401)) throw error;
      return false;
    }
    reliedOn = String(now());
    options.storage.setItem(renewedAtKey, reliedOn);
    return true;
  };

  return () => {
    running ??= options.lock(renew).finally(() => {
      running = null;
    });
    return running;
  };
}

/** Forgets that the session was renewed: another session, or none, comes next. */
export function forgetRenewal(storage: Storage): void {
  storage.removeItem(renewedAtKey);
}
