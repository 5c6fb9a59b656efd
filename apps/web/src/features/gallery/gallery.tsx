'use client';
import { Alert } from '@pixelboxx/ui';
import { laterInBrowser } from '@/components/loading/later.tsx';
import { useEffect } from 'react';
import { AddImages, loadUploadPanel, useUploadQueue } from '@/features/uploads/index.ts';
import { GalleryHeading } from './gallery-heading.tsx';
import { GalleryImages } from './gallery-images.tsx';
import { QuotaMeter, QuotaNote } from './quota/quota-meter.tsx';
import type { GalleryStart } from './read-gallery.ts';
import { useGallery } from './state/use-gallery.ts';
import { useQuota } from './quota/use-quota.ts';
import { useLiveUpdates } from '@/lib/live/live-provider.tsx';

const UploadPanel = laterInBrowser(() => loadUploadPanel().then(({ UploadPanel }) => UploadPanel));

interface GalleryProps {
  maxFileBytes: number;
  /** What came with the HTML, if anything. */
  start: GalleryStart | null;
}

/** A user's own images: uploading, viewing and deleting them. */
export function Gallery({ maxFileBytes, start }: GalleryProps) {
  const gallery = useGallery(start?.page ?? null);
  const { quota, reload: reloadQuota } = useQuota(start?.quota ?? null);
  const { queue, state, add, adding, problem } = useUploadQueue(maxFileBytes);
  const { change } = gallery;
  useEffect(
    () =>
      queue?.onReady((upload) => {
        change({ type: 'added', upload });
        reloadQuota();
      }),
    [queue, change, reloadQuota],
  );
  useLiveUpdates((update) => {
    if (update.kind === 'gap' || update.event.type.startsWith('upload.')) reloadQuota();
  });
  const isEmpty = gallery.items?.length === 0 && !gallery.hasMore;
  return (
    <>
      <GalleryHeading>
        <QuotaMeter quota={quota} />
      </GalleryHeading>
      <QuotaNote quota={quota} />
      <AddImages
        inviting={isEmpty && state.items.length === 0}
        maxFileBytes={maxFileBytes}
        busy={adding}
        onFiles={add}
      />
      {problem && <Alert tone="danger" title={problem} />}
      {queue && state.items.length > 0 && <UploadPanel queue={queue} state={state} />}
      <GalleryImages gallery={gallery} onDeleted={reloadQuota} />
    </>
  );
}
