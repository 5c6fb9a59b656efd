'use client';
import type { ComponentProps, MouseEvent } from 'react';
import { buttonStyles, type ButtonLook } from './button-styles.ts';
import { Spinner } from '../spinner.tsx';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'>, ButtonLook {
  className?: string;
  /** Shows a spinner and ignores clicks, but keeps the focus. */
  loading?: boolean;
}

// Browsers treat Enter in a form as a click on its button, so this prevents submitting, too.
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
      // A disabled button loses the focus, and its user the position on the page.
      disabled={disabled && !loading}
      aria-disabled={loading || undefined}
      aria-busy={loading || undefined}
      onClick={loading ? ignore : onClick}
      className={buttonStyles({ variant, size, block, className })}
    >
      {loading && <Spinner />}
      {/* A label is often bare text, and the spinner appears and disappears before it. */}
      <span className="contents">{children}</span>
    </button>
  );
}
