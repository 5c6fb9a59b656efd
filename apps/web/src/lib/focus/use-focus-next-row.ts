import { useRef, type RefObject } from 'react';
import { useFocusNext } from './use-focus-next.ts';

/**
 * For a list whose rows go by a button in them, and the focus with it: it goes to the row that takes the place, or the one
 * before, or, of an empty list, to the page.
 * @param rows selects them within the list
 */
export function useFocusNextRow(rows: string): {
  list: RefObject<HTMLUListElement | null>;
  /** To be called together with the change. */
  focusRow: (index: number) => void;
} {
  const list = useRef<HTMLUListElement>(null);
  const focusNext = useFocusNext();
  const focusRow = (index: number) =>
    focusNext(() => {
      const left = list.current?.querySelectorAll<HTMLElement>(rows);
      return left?.[index] ?? left?.[index - 1] ?? document.getElementById('content');
    });
  return { list, focusRow };
}
