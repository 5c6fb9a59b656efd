'use client';
import { useUiTexts } from '../ui-texts.ts';
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { buttonStyles } from '../forms/button-styles.ts';
import { cn } from '../class-names.ts';
import type { Elements } from '../elements.ts';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  children: Elements;
}

/** A modal window: traps the focus, closes by Escape, restores the focus. */
export function Dialog({ open, onOpenChange, title, description, children }: DialogProps) {
  const t = useUiTexts();
  return (
    <BaseDialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-[oklch(0.15_0.02_195/0.55)] transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <BaseDialog.Viewport className="fixed inset-0 z-50 grid grid-cols-[minmax(0,1fr)] place-items-center overflow-y-auto p-4">
          <BaseDialog.Popup className="relative flex w-full max-w-md flex-col gap-5 rounded-2xl border border-line bg-surface p-5 text-ink shadow-lift transition-[opacity,transform] duration-150 data-ending-style:scale-[0.98] data-ending-style:opacity-0 data-starting-style:scale-[0.98] data-starting-style:opacity-0 sm:p-7">
            <div className="flex flex-col gap-1.5 pe-10">
              <BaseDialog.Title className="font-display text-xl font-bold">{title}</BaseDialog.Title>
              {description && (
                <BaseDialog.Description className="text-[0.9375rem] text-ink-soft">
                  {description}
                </BaseDialog.Description>
              )}
            </div>
            {children}
            <BaseDialog.Close
              aria-label={t('Close')}
              className={cn(buttonStyles({ variant: 'quiet', size: 'icon' }), 'absolute end-3.5 top-3.5')}
            >
              <X aria-hidden="true" className="size-5" />
            </BaseDialog.Close>
          </BaseDialog.Popup>
        </BaseDialog.Viewport>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
