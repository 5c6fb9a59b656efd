/** Ensures that only one of the open tabs resumes an interrupted upload. */
export interface TabLeases {
  /** Resolves to false if another tab works on it. A claim lasts until it is released or the tab is gone. */
  claim: (id: string) => Promise<boolean>;
  release: (id: string) => void;
}

/** By Web Locks; without them (insecure origins) every tab may resume, and the API decides which one writes. */
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
