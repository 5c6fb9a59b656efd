'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Card } from '@pixelboxx/ui';
import { Fetching } from '@/components/loading/fetching.tsx';
import { laterInBrowser } from '@/components/loading/later.tsx';
import { useState } from 'react';
import { MoreButton } from '@/components/pagination/more-button.tsx';
import { GallerySkeleton } from './gallery-skeleton.tsx';
import { SelectableGrid } from './grid/selectable-grid.tsx';
import { useSelection } from './grid/use-selection.ts';
import { neighbourOf } from '@/components/images/image-sources.ts';
import { Outcomes } from './outcomes.tsx';
import { useBroken } from '@/components/images/use-broken.ts';
import { useDeletions } from './state/use-deletions.ts';
import { useFreshness } from '@/components/images/use-freshness.ts';
import type { GalleryView } from './state/use-gallery.ts';
import { useOpenImage } from '@/components/images/lightbox/use-open-image.ts';
import { useVisibility } from './state/use-visibility.ts';
import { UndoToast } from './undo-toast.tsx';

const OwnLightbox = laterInBrowser(
  () => import('./lightbox/own-lightbox.tsx').then(({ default: OwnLightbox }) => OwnLightbox),
  <Fetching />,
);
const ImageOptions = laterInBrowser(
  () => import('./options/image-options.tsx').then(({ default: ImageOptions }) => ImageOptions),
  <Fetching />,
);

interface GalleryImagesProps {
  gallery: GalleryView;
  onDeleted: () => void;
}

/** The images, or why there are none. */
export function GalleryImages({ gallery, onDeleted }: GalleryImagesProps) {
  const tCommon = useTexts('common');
  const { items, hasMore, more, change, refresh } = gallery;
  const deletions = useDeletions(change, onDeleted);
  const selection = useSelection();
  const visibility = useVisibility(change);
  const [optionsId, setOptionsId] = useState<string | null>(null);
  const viewer = useOpenImage(items);
  const [restoredId, setRestoredId] = useState<string | null>(null);
  const onBroken = useBroken(refresh);
  useFreshness(items, refresh);

  if (!items) {
    if (!more.failure) return <GallerySkeleton />;
    return (
      <Card className="flex flex-col gap-4">
        <MoreButton more={more} hasMore label={tCommon('tryAgain')} />
      </Card>
    );
  }
  const deleteOpen = (id: string) => {
    const next = neighbourOf(items, id);
    if (next) viewer.open(next);
    else viewer.close();
    deletions.start([id]);
  };
  const toast = <UndoToast deletions={deletions} edge={viewer.openId ? 'top' : 'bottom'} onRestored={setRestoredId} />;
  const chosen = items.find(({ id }) => id === optionsId);
  const options = chosen && (
    <ImageOptions key={chosen.id} upload={chosen} {...{ visibility, change }} onClose={() => setOptionsId(null)} />
  );
  return (
    <>
      <Outcomes {...{ deletions, visibility }} isChanging={chosen !== undefined} />
      {items.length > 0 && (
        <SelectableGrid
          {...{ items, hasMore, more, selection, visibility, onBroken }}
          keepId={viewer.openId ?? optionsId ?? restoredId}
          onOpen={viewer.open}
          onOptions={setOptionsId}
          onDelete={deletions.start}
        />
      )}
      {viewer.openId ? (
        <OwnLightbox
          {...{ items, onBroken }}
          id={viewer.openId}
          onShow={viewer.open}
          onClose={viewer.close}
          onDelete={deleteOpen}
          onOptions={setOptionsId}
        >
          {toast}
          {options}
        </OwnLightbox>
      ) : (
        <>
          {toast}
          {options}
        </>
      )}
    </>
  );
}
