import { useRef, type RefObject } from 'react';
import { useFocusNext } from './use-focus-next.ts';

/** For what goes by a button of its own: the focus goes to the first button of what stays beside it. */
export function useFocusButtonWithin(): {
  stays: RefObject<HTMLDivElement | null>;
  /** To be called together with the change. */
  focusButton: () => void;
} {
  const stays = useRef<HTMLDivElement>(null);
  const focusNext = useFocusNext();
  return { stays, focusButton: () => focusNext(() => stays.current?.querySelector('button')) };
}
