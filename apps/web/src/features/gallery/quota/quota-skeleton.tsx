import { Skeleton } from '@pixelboxx/ui';

/** Reserves the space of the quota meter. */
export function QuotaSkeleton() {
  return <Skeleton className="h-10 w-full rounded-xl sm:w-64" />;
}
