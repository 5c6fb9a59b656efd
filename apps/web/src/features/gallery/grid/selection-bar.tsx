'use client';
import { Button } from '@pixelboxx/ui';
import { Globe, Lock, Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Visibility, VisibilityChange } from '../use-visibility.ts';
import type { Selection } from './use-selection.ts';

interface SelectionBarProps {
  selection: Selection;
  onDelete: (ids: readonly string[]) => void;
  visibility: VisibilityChange;
}

/** Begins and ends the choosing of several images, and says what can be done with them. */
export function SelectionBar({ selection: { selected, begin, end }, onDelete, visibility }: SelectionBarProps) {
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
  const { progress } = visibility;
  const make = (wanted: Visibility) => void visibility.start([...selected], wanted).then(end);
  return (
    <div className="flex flex-wrap items-center justify-end gap-2">
      <p role="status" className="mr-1 text-[0.9375rem] font-semibold">
        {progress ? `${progress.done} of ${progress.total} done…` : `${selected.size} selected`}
      </p>
      <Button
        variant="secondary"
        size="small"
        disabled={selected.size === 0 || progress !== null}
        onClick={() => make('public')}
      >
        <Globe aria-hidden="true" className="size-4.5" />
        <span>Make public</span>
      </Button>
      <Button
        variant="secondary"
        size="small"
        disabled={selected.size === 0 || progress !== null}
        onClick={() => make('private')}
      >
        <Lock aria-hidden="true" className="size-4.5" />
        <span>Make private</span>
      </Button>
      <Button
        variant="danger"
        size="small"
        disabled={selected.size === 0 || progress !== null}
        onClick={() => {
          onDelete([...selected]);
          end();
        }}
      >
        <Trash2 aria-hidden="true" className="size-4.5" />
        <span>Delete</span>
      </Button>
      <Button variant="secondary" size="small" disabled={progress !== null} onClick={end}>
        Done
      </Button>
    </div>
  );
}
