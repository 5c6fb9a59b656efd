'use client';
import { useEffect, useEffectEvent, type ReactNode } from 'react';
import { Button } from '../forms/button.tsx';
import { cn } from '../class-names.ts';

interface ToastProps {
  /** Null while there is no message. */
  message: ReactNode;
  actionLabel?: string | undefined;
  onAction?: (() => void) | undefined;
  /** A user is reading it or reaching for it: the timer that removes it should wait. */
  onHold?: (held: boolean) => void;
  /** The edge where it covers the least. */
  edge?: 'top' | 'bottom';
}

/** A short message at the edge of the page that does not take the focus. Always present, so that its content is announced. */
export function Toast({ message, actionLabel, onAction, onHold, edge = 'bottom' }: ToastProps) {
  const release = useEffectEvent(() => onHold?.(false));
  // If the toast is removed under the pointer, no leave event follows.
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
