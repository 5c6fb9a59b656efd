'use client';
import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from '../class-names.ts';
import { controlStyles, FieldFrame, type FieldProps } from './field.tsx';

type SelectFieldProps = FieldProps & Omit<ComponentProps<'select'>, 'className' | 'id'>;

/** A choice of one of a few, with the browser's own list: it works everywhere, and best on phones. */
export function SelectField({ label, aside, description, error, className, ...select }: SelectFieldProps) {
  return (
    <FieldFrame {...{ label, aside, description, error, className }}>
      {(wiring) => (
        <div className="relative">
          <select {...select} {...wiring} className={cn(controlStyles, 'appearance-none pe-11')} />
          <ChevronDown
            aria-hidden="true"
            className="pointer-events-none absolute inset-y-0 end-3.5 my-auto size-5 text-ink-faint"
          />
        </div>
      )}
    </FieldFrame>
  );
}
