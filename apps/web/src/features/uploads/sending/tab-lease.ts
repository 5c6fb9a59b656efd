/** Makes sure that what was interrupted is gone on with in one tab, not in each that is open. */
export interface TabLeases {
  /** Resolves false when another tab works on it. A claim lasts until it is released or the tab is gone. */
  claim: (id: string) => Promise<boolean>;
  release: (id: string) => void;
}

/** By Web Locks; without them (insecure origins) every tab may, and the service settles who writes. */
export function createTabLeases(locks: LockManager | undefined): TabLeases {
  const held = new Map<string, () => void>();
  return {
    claim: (id) =>
      new Promise((resolve) => {
        if (!locks || held.has(id)) return resolve(true);
        void locks
          .request(`pixelboxx:upload:${id}`, { ifAvailable: true }, (lock) => {
            resolve(lock !== null);
            return lock && new Promise<void>((release) => held.set(id, release));
          })
          .catch(() => resolve(true));
      }),
    release: (id) => {
      held.get(id)?.();
      held.delete(id);
    },
  };
}
