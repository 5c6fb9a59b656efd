import { Skeleton } from '@pixelboxx/ui';

export default function LoadingProfile() {
  return (
    <div
      role="status"
      className="mx-auto flex max-w-3xl flex-col gap-6 px-4 py-10 sm:flex-row sm:items-center sm:gap-8 sm:px-6 sm:py-16"
    >
      <span className="sr-only">Loading…</span>
      <Skeleton className="size-36 rounded-[28%] sm:size-44" />
      <div className="flex flex-1 flex-col gap-3">
        <Skeleton className="h-12 w-3/5 rounded-xl" />
        <Skeleton className="h-6 w-1/3 rounded-lg" />
      </div>
    </div>
  );
}
