import { cn } from '../class-names.ts';

/** A placeholder for something that is still loading: the class sets its size and rounding. */
export function Skeleton({ className }: { className: string }) {
  return <span aria-hidden="true" className={cn('block max-w-full bg-line motion-safe:animate-breathe', className)} />;
}
