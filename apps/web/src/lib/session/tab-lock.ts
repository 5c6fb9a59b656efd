import { pause } from '@/lib/time/pause.ts';

const leaseMs = 10_000;
const pollMs = 60;

/** Runs one task at a time across all tabs of this site. */
export type TabLock = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Uses Web Locks if the browser has them, else a lease in storage. */
export function createTabLock(name: string, locks: LockManager | undefined, storage: Storage): TabLock {
  return locks ? (work) => locks.request(name, work) : leaseLock(name, storage);
}

/**
 * Web Locks need https or localhost. Elsewhere tabs take turns by a lease in storage. Two tabs may still renew at the same
 * time; that only costs one more request, because the server gives both the same new session.
 */
function leaseLock(name: string, storage: Storage): TabLock {
  const owner = Math.random().toString(36).slice(2);
  const holder = () => {
    const [id, until] = (storage.getItem(name) ?? '').split(' ');
    return id && Number(until) > Date.now() ? id : null;
  };
  const acquire = async () => {
    for (;;) {
      while (holder() !== null && holder() !== owner) await pause(pollMs);
      storage.setItem(name, `${owner} ${Date.now() + leaseMs}`);
      await pause(Math.random() * 10);
      if (holder() === owner) return;
    }
  };
  return async (work) => {
    await acquire();
    try {
      return await work();
    } finally {
      if (holder() === owner) storage.removeItem(name);
    }
  };
}
