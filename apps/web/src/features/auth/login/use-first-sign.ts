import { useEffect, useRef } from 'react';

/** Signs of a user: a moving pointer, a touch, a key. */
const signs = ['pointermove', 'touchstart', 'keydown'] as const;

/**
 * Does `work` at the page's first sign of a user, so that clients which only fetch the page cause no work. `work` must respect
 * its signal; it is a convenience, so its errors are ignored.
 * @returns the function that ends it
 */
export function useFirstSign(wanted: boolean, work: (signal: AbortSignal) => Promise<void>): () => void {
  const ending = useRef<AbortController>(null);
  useEffect(() => {
    if (!wanted) return;
    const { signal } = (ending.current = new AbortController());
    let isBegun = false;
    const begin = () => {
      if (!isBegun) work(signal).catch(() => undefined);
      isBegun = true;
    };
    for (const sign of signs) window.addEventListener(sign, begin, { passive: true, signal });
    return () => ending.current?.abort();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, as long as it is wanted
  }, [wanted]);
  return () => ending.current?.abort();
}
