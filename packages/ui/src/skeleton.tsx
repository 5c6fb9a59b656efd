import { cn } from './class-names.ts';

/** The shape of something that is still loading. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cn('motion-safe:animate-breathe block rounded-lg bg-line', className)} />;
}
