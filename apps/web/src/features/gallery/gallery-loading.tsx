'use client';
import { Skeleton } from '@pixelboxx/ui';
import { GalleryHeading } from './gallery-heading.tsx';
import { GallerySkeleton } from './gallery-skeleton.tsx';
import { QuotaSkeleton } from './quota/quota-skeleton.tsx';

/** The gallery while its images are loading: the title is already in its final place. */
export function GalleryLoading() {
  return (
    <>
      <GalleryHeading>
        <QuotaSkeleton />
      </GalleryHeading>
      <Skeleton className="h-44 rounded-2xl sm:h-28" />
      <GallerySkeleton />
    </>
  );
}
