import { useEffect, useState } from 'react';

type Find = () => HTMLElement | null | undefined;

/**
 * Moves the focus to the element that replaces a control which was removed or moved.
 * @returns a function to call together with the change: it looks for the element once that change is on the page
 */
export function useFocusNext(): (find: Find) => void {
  const [next, setNext] = useState<{ find: Find } | null>(null);
  useEffect(() => next?.find()?.focus(), [next]);
  return (find) => setNext({ find });
}
