import { useEffect, useRef } from 'react';

/** Somebody is there: a hand on the mouse, a finger, a key. */
const signs = ['pointermove', 'touchstart', 'keydown'] as const;

/**
 * Does `work` when the page first hears of somebody in front of it, so that whoever only fetches it makes no work. `work` heeds
 * its signal; it is a convenience, and nobody hears what it throws.
 * @returns ends it
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
