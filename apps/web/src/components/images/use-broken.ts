import { useCallback, useRef } from 'react';

const oncePerMs = 60_000;

/** What to do when an image's address does not work: ask for a new one, once, since it may be broken for good. */
export function useBroken(refresh: (ids: readonly string[]) => Promise<void>): (id: string) => void {
  const asked = useRef(new Map<string, number>());
  return useCallback(
    (id: string) => {
      const now = Date.now();
      if (now - (asked.current.get(id) ?? 0) < oncePerMs) return;
      asked.current.set(id, now);
      void refresh([id]);
    },
    [refresh],
  );
}
