import { Skeleton } from '@pixelboxx/ui';

/** Room for the meter of what is used. */
export function QuotaSkeleton() {
  return <Skeleton className="h-10 w-full rounded-xl sm:w-64" />;
}
