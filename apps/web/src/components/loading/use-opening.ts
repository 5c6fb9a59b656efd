import { useState } from 'react';
import type { Fetched } from './later.tsx';

export interface Opening<Args extends unknown[] = []> {
  /** The button was pressed and its part is still loading: the button is busy, and keeps the focus. */
  opening: boolean;
  start: (...args: Args) => void;
}

/**
 * For a button that opens a part which is loaded `later`: calls `open` once it is loaded. If it cannot be loaded, the error
 * page is shown, as for a part that fails to load when it is shown.
 */
export function useOpening<Args extends unknown[]>(
  part: Fetched | undefined,
  open: (...args: Args) => void,
): Opening<Args> {
  const [opening, setOpening] = useState(false);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  if (failed) throw failed.error;
  const start = (...args: Args) => {
    if (!part || part.isHere()) {
      open(...args);
      return;
    }
    setOpening(true);
    part.fetch().then(
      () => {
        setOpening(false);
        open(...args);
      },
      (error: unknown) => setFailed({ error }),
    );
  };
  return { opening, start };
}
