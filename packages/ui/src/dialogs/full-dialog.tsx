'use client';
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import type { ReactNode, RefObject } from 'react';

interface FullDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The accessible name. */
  label: string;
  /** What takes the focus afterwards, if not the element that opened it. */
  finalFocus?: RefObject<HTMLElement | null> | (() => HTMLElement | null);
  children: ReactNode;
}

/** A modal that fills the window, always dark, for viewing one thing. Traps the focus, closes by Escape. */
export function FullDialog({ open, onOpenChange, label, finalFocus, children }: FullDialogProps) {
  return (
    <BaseDialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <BaseDialog.Portal>
        <BaseDialog.Popup
          aria-label={label}
          data-theme="dark"
          {...(finalFocus && { finalFocus })}
          className="fixed inset-0 z-50 flex flex-col bg-canvas text-ink transition-opacity duration-150 outline-none data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
