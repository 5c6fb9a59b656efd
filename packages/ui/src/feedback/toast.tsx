'use client';
import { useEffect, useEffectEvent, type ReactNode } from 'react';
import { Button } from '../forms/button.tsx';
import { cn } from '../class-names.ts';

interface ToastProps {
  /** Null while there is nothing to say. */
  message: ReactNode;
  actionLabel?: string | undefined;
  onAction?: (() => void) | undefined;
  /** Someone is reading or reaching for it: whatever takes it away waits. */
  onHold?: (held: boolean) => void;
  /** Where it covers the least. */
  edge?: 'top' | 'bottom';
}

/** A short word at the edge of the page that takes no focus. Always there, so that what appears in it is announced. */
export function Toast({ message, actionLabel, onAction, onHold, edge = 'bottom' }: ToastProps) {
  const release = useEffectEvent(() => onHold?.(false));
  // Nobody leaves what is taken away from under their pointer.
  useEffect(() => release, []);
  return (
    <div
      role="status"
      className={cn(
        'pointer-events-none fixed inset-x-0 z-60 grid justify-items-center p-4 pb-[max(1rem,env(safe-area-inset-bottom))]',
        edge === 'top' ? 'top-0' : 'bottom-0',
      )}
    >
      {message && (
        // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- nothing is done by it: it only waits for its reader
        <div
          onPointerEnter={() => onHold?.(true)}
          onPointerLeave={() => onHold?.(false)}
          onFocus={() => onHold?.(true)}
          onBlur={() => onHold?.(false)}
          className="pointer-events-auto flex max-w-full animate-appear items-center gap-2 rounded-2xl border border-line-strong bg-surface py-2 ps-5 pe-2 text-[0.9375rem] font-medium text-ink shadow-lift"
        >
          <span className="min-w-0 py-1.5 pe-3">{message}</span>
          {actionLabel && (
            <Button size="small" variant="secondary" onClick={onAction}>
              {actionLabel}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
