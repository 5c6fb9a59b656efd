import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';

/** A surface that sets a group of things apart from the page. */
export function Card({ className, ...props }: ComponentProps<'div'>) {
  return <div {...props} className={cn('rounded-2xl border border-line bg-surface p-5 sm:p-7', className)} />;
}
