import { useState } from 'react';
import type { Fetched } from './later.tsx';

export interface Opening<Args extends unknown[] = []> {
  /** Pressed, and what is to open is still being fetched: its button is busy, and keeps the focus. */
  opening: boolean;
  start: (...args: Args) => void;
}

/**
 * For a button that opens what is fetched `later`: calls `open` once that is here. What cannot be fetched is left to the
 * page that says what went wrong, as a part that is shown and does not come.
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
