import { openStorage } from '../safe-storage.ts';
import { createSessionRenewal } from './session-renewal.ts';
import { createTabLock } from './tab-lock.ts';

/** What renews the session of this browser, for one tab at a time. @param refresh POST /v1/auth/refresh */
export function createTabRenewal(refresh: () => Promise<unknown>): () => Promise<boolean> {
  const storage = openStorage();
  return createSessionRenewal({
    refresh,
    // Absent from insecure origins, whatever the type says.
    lock: createTabLock('pixelboxx:session', 'locks' in navigator ? navigator.locks : undefined, storage),
    storage,
  });
}
