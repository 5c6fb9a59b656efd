'use client';
import { Button } from '@pixelboxx/ui';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Fetched } from '@/components/loading/later.tsx';
import { useOpening } from '@/components/loading/use-opening.ts';
import { SavedNote, type Saved } from './saved-note.tsx';

interface OpeningFormProps {
  label: string;
  /** Shown after saving. */
  savedText: ReactNode;
  /** A component to load before the form opens. */
  form?: Fetched;
  children: (controls: { close: () => void; saved: () => void }) => ReactNode;
}

/** A form behind a button, since it is rarely needed. It takes the focus when it opens; the button gets it back. */
export function OpeningForm({ label, savedText, form, children }: OpeningFormProps) {
  const [open, setOpen] = useState(false);
  const [saved, setSaved] = useState<Saved>(0);
  const frame = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);

  useEffect(() => {
    if (!open && wasOpen.current) frame.current?.querySelector('button')?.focus();
    wasOpen.current = open;
  }, [open]);

  const controls = {
    close: () => setOpen(false),
    saved: () => {
      setOpen(false);
      setSaved((count) => count + 1);
    },
  };
  const { opening, start } = useOpening(form, () => {
    setSaved(0);
    setOpen(true);
  });
  return (
    <div ref={frame} className="flex flex-col items-start gap-4 *:max-w-full">
      {open ? (
        <div className="w-full">{children(controls)}</div>
      ) : (
        <Button variant="secondary" loading={opening} onClick={start}>
          {label}
        </Button>
      )}
      <SavedNote saved={open ? 0 : saved}>{savedText}</SavedNote>
    </div>
  );
}
