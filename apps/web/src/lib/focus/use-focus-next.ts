import { useEffect, useState } from 'react';

type Find = () => HTMLElement | null | undefined;

/**
 * Moves the focus to what takes the place of a control that is gone, or has moved.
 * @returns to be called together with the change: it looks for the element once that change is on the page
 */
export function useFocusNext(): (find: Find) => void {
  const [next, setNext] = useState<{ find: Find } | null>(null);
  useEffect(() => next?.find()?.focus(), [next]);
  return (find) => setNext({ find });
}
