import { cn } from '../class-names.ts';

/** The shape of something that is still loading: its size and rounding are set by the class. */
export function Skeleton({ className }: { className: string }) {
  return <span aria-hidden="true" className={cn('block max-w-full bg-line motion-safe:animate-breathe', className)} />;
}
