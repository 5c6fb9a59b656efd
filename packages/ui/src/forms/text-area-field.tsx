'use client';
import type { ComponentProps } from 'react';
import { cn } from '../class-names.ts';
import { controlStyles, FieldFrame, type FieldProps } from './field.tsx';

type TextAreaFieldProps = FieldProps & Omit<ComponentProps<'textarea'>, 'className' | 'id'>;

/** For text of several lines. It grows with its content if the browser supports that. */
export function TextAreaField({ label, aside, description, error, className, ...area }: TextAreaFieldProps) {
  return (
    <FieldFrame {...{ label, aside, description, error, className }}>
      {(wiring) => (
        <textarea
          {...area}
          {...wiring}
          className={cn(controlStyles, '[field-sizing:content] h-auto max-h-60 min-h-20 resize-y py-3')}
        />
      )}
    </FieldFrame>
  );
}
