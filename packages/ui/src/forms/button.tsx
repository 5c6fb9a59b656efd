'use client';
import type { ComponentProps, MouseEvent } from 'react';
import { buttonStyles, type ButtonLook } from './button-styles.ts';
import { Spinner } from '../spinner.tsx';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'>, ButtonLook {
  className?: string;
  /** Shows a spinner and ignores presses, but keeps the focus where it is. */
  loading?: boolean;
}

// A press of Enter in a form is a press of its button to the browser, so this holds back submitting, too.
const ignore = (event: MouseEvent) => event.preventDefault();

export function Button({
  variant,
  size,
  block,
  loading = false,
  disabled = false,
  className,
  onClick,
  children,
  ...props
}: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      // A button that is disabled outright loses the focus, and its user the place on the page.
      disabled={disabled && !loading}
      aria-disabled={loading || undefined}
      aria-busy={loading || undefined}
      onClick={loading ? ignore : onClick}
      className={buttonStyles({ variant, size, block, className })}
    >
      {loading && <Spinner />}
      {/* A label is often a bare text, and the spinner comes and goes before it. */}
      <span className="contents">{children}</span>
    </button>
  );
}
