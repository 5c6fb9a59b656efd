import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '../class-names.ts';

const tones = {
  danger: 'bg-danger-soft text-danger',
  warning: 'bg-warning-soft text-warning',
  success: 'bg-brand-soft text-brand',
};

const icons = { danger: CircleAlert, warning: TriangleAlert, success: CircleCheck };

interface AlertProps {
  tone: keyof typeof tones;
  title?: string | undefined;
  children?: ReactNode;
}

/** A message about an event. Failures interrupt a screen reader, good news waits for a pause. */
export function Alert({ tone, title, children }: AlertProps) {
  const Icon = icons[tone];
  return (
    <div
      role={tone === 'success' ? 'status' : 'alert'}
      className={cn('flex animate-appear scroll-my-6 items-start gap-3 rounded-xl p-4 text-[0.9375rem]', tones[tone])}
    >
      <Icon aria-hidden="true" className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className="text-ink">{children}</div>}
      </div>
    </div>
  );
}
