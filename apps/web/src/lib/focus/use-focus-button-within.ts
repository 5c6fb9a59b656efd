import { useRef, type RefObject } from 'react';
import { useFocusNext } from './use-focus-next.ts';

/** For an element that disappears with its button: moves the focus to the first button of the element that stays. */
export function useFocusButtonWithin(): {
  stays: RefObject<HTMLDivElement | null>;
  /** Call it together with the change. */
  focusButton: () => void;
} {
  const stays = useRef<HTMLDivElement>(null);
  const focusNext = useFocusNext();
  return { stays, focusButton: () => focusNext(() => stays.current?.querySelector('button')) };
}
