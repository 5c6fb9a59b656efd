import { useCallback, useRef } from 'react';

const oncePerMs = 60_000;

/** Handles an image whose URL does not work: requests a new one, once, since the image may be permanently broken. */
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
