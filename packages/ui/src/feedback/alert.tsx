import { cva, type VariantProps } from 'class-variance-authority';
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

const styles = cva('flex animate-appear items-start gap-3 rounded-xl p-4 text-[0.9375rem]', {
  variants: {
    tone: {
      danger: 'bg-danger-soft text-danger',
      warning: 'bg-warning-soft text-warning',
      success: 'bg-brand-soft text-brand',
    },
  },
});

const icons = { danger: CircleAlert, warning: TriangleAlert, success: CircleCheck };

interface AlertProps {
  tone: NonNullable<VariantProps<typeof styles>['tone']>;
  title?: string | undefined;
  children?: ReactNode;
}

/** Something that happened. Failures interrupt a screen reader, good news waits for a pause. */
export function Alert({ tone, title, children }: AlertProps) {
  const Icon = icons[tone];
  return (
    <div role={tone === 'success' ? 'status' : 'alert'} className={styles({ tone })}>
      <Icon aria-hidden="true" className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className="text-ink">{children}</div>}
      </div>
    </div>
  );
}
