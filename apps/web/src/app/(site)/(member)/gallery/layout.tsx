import type { ReactNode } from 'react';

/** At least as high as the window from the start: the content below does not move when the images load. */
export default function GalleryLayout({ children }: { children: ReactNode }) {
  return <div className="mx-auto flex min-h-dvh max-w-6xl flex-col gap-6 px-4 py-10 sm:px-6 sm:py-14">{children}</div>;
}
