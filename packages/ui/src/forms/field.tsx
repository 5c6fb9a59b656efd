'use client';
import { CircleAlert } from 'lucide-react';
import { useId, type ComponentProps, type ReactElement, type ReactNode } from 'react';
import { cn } from '../class-names.ts';
import type { Elements } from '../elements.ts';

export const controlStyles = cn(
  'h-12 w-full rounded-xl border border-line-strong bg-surface px-4 text-base text-ink',
  'transition-[border-color,box-shadow] duration-150 placeholder:text-ink-faint',
  'hover:border-ink-faint focus:border-brand focus:shadow-[0_0_0_3px_var(--brand-soft)] focus-visible:outline-offset-0',
  'aria-invalid:border-danger aria-invalid:focus:shadow-[0_0_0_3px_var(--danger-soft)]',
  'disabled:opacity-60 [input&]:read-only:bg-sunken [input&]:read-only:text-ink-soft',
);

export interface FieldProps {
  label: string;
  /** At the end of the label's line: a link or a counter. */
  aside?: Elements;
  description?: ReactNode;
  /** The error in the value. Announced with the control and shown instead of the description. */
  error?: string | undefined;
  className?: string | undefined;
}

/** The attributes that connect a control to its label and its texts. */
type ControlWiring = Pick<ComponentProps<'input'>, 'id' | 'aria-invalid' | 'aria-describedby'>;

interface FieldFrameProps extends FieldProps {
  children: (wiring: ControlWiring) => ReactElement;
  /** Shown below the control, whether or not there is an error. */
  after?: Elements;
}

interface FieldErrorProps {
  id: string;
  /** For an error that is announced on its own: no control of a group has it as its description. */
  role?: 'alert';
  children: string;
}

/** The error message of a field. */
export function FieldError({ children, ...paragraph }: FieldErrorProps) {
  return (
    <p {...paragraph} className="flex animate-appear items-start gap-1.5 text-sm font-medium text-danger">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span>{children}</span>
    </p>
  );
}

/** Label, control, description and error, connected for assistive technology. */
export function FieldFrame({ label, aside, description, error, className, children, after }: FieldFrameProps) {
  const id = useId();
  const textId = `${id}-text`;
  const described = error || description ? textId : undefined;
  return (
    <div className={cn('flex flex-col gap-1.5', className)}>
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="text-[0.9375rem] font-semibold">
          {label}
        </label>
        {aside}
      </div>
      {children({ id, 'aria-invalid': error ? true : undefined, 'aria-describedby': described })}
      {error ? (
        <FieldError id={textId}>{error}</FieldError>
      ) : (
        description && (
          <div id={textId} className="text-sm text-ink-faint">
            {description}
          </div>
        )
      )}
      {after}
    </div>
  );
}

export type TextFieldProps = FieldProps &
  Omit<ComponentProps<'input'>, 'className' | 'id'> &
  Pick<FieldFrameProps, 'after'>;

export function TextField({ label, aside, description, error, className, after, ...input }: TextFieldProps) {
  return (
    <FieldFrame {...{ label, aside, description, error, className, after }}>
      {(wiring) => <input type="text" {...input} {...wiring} className={controlStyles} />}
    </FieldFrame>
  );
}
