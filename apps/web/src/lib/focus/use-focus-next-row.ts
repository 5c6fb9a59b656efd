import { useRef, type RefObject } from 'react';
import { useFocusNext } from './use-focus-next.ts';

/**
 * For a list whose rows are removed by a button in them, which takes the focus along: moves the focus to the row that takes
 * the place, else to the one before, or to the page if the list is empty.
 * @param rows selects the rows within the list
 */
export function useFocusNextRow(rows: string): {
  list: RefObject<HTMLUListElement | null>;
  /** Call it together with the change. */
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
