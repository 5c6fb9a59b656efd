'use client';
import { Button } from '@pixelboxx/ui';
import { Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Selection } from './use-selection.ts';

interface SelectionBarProps {
  selection: Selection;
  onDelete: (ids: readonly string[]) => void;
}

/** Begins and ends the choosing of several images, and says what can be done with them. */
export function SelectionBar({ selection: { selected, begin, end }, onDelete }: SelectionBarProps) {
  const opener = useRef<HTMLButtonElement>(null);
  const wasSelecting = useRef(false);
  useEffect(() => {
    // The button that ended it is gone, and the focus with it.
    if (!selected && wasSelecting.current) opener.current?.focus();
    wasSelecting.current = selected !== null;
  }, [selected]);
  if (!selected) {
    return (
      <Button ref={opener} variant="secondary" size="small" onClick={begin}>
        Select
      </Button>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p role="status" className="mr-1 text-[0.9375rem] font-semibold">
        {`${selected.size} selected`}
      </p>
      <Button
        variant="danger"
        size="small"
        disabled={selected.size === 0}
        onClick={() => {
          onDelete([...selected]);
          end();
        }}
      >
        <Trash2 aria-hidden="true" className="size-4.5" />
        <span>Delete</span>
      </Button>
      <Button variant="secondary" size="small" onClick={end}>
        Done
      </Button>
    </div>
  );
}
