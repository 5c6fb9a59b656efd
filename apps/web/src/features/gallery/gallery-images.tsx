'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { Alert, Card, Toast } from '@pixelboxx/ui';
import { Fetching } from '@/components/loading/fetching.tsx';
import { laterInBrowser } from '@/components/loading/later.tsx';
import { useState } from 'react';
import { MoreButton } from '@/components/pagination/more-button.tsx';
import { GallerySkeleton } from './gallery-skeleton.tsx';
import { ImageGrid } from './grid/image-grid.tsx';
import { neighbourOf } from '@/components/images/image-sources.ts';
import { SelectionBar } from './grid/selection-bar.tsx';
import { useBroken } from '@/components/images/use-broken.ts';
import { useDeletions, type DeletionsView } from './state/use-deletions.ts';
import { useFreshness } from '@/components/images/use-freshness.ts';
import type { GalleryView } from './state/use-gallery.ts';
import { useOpenImage } from '@/components/images/lightbox/use-open-image.ts';
import { useVisibility, type VisibilityChange } from './state/use-visibility.ts';
import { useSelection } from './grid/use-selection.ts';
import { useFocusNext } from '@/lib/focus/use-focus-next.ts';

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

/** The images that are there, or why they are not. */
export function GalleryImages({ gallery, onDeleted }: GalleryImagesProps) {
  const tCommon = useTexts('common');
  const t = useTexts('gallery');
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
        <section aria-label={t('pictures')} className="flex flex-col gap-4">
          <div className="flex min-h-9 justify-end">
            <SelectionBar {...{ selection, visibility }} onDelete={deletions.start} />
          </div>
          <ImageGrid
            {...{ items, hasMore, more, onBroken }}
            selection={selection.selected}
            keepId={viewer.openId ?? optionsId ?? restoredId}
            onOpen={viewer.open}
            onToggle={selection.toggle}
            onOptions={setOptionsId}
          />
        </section>
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

interface OutcomesProps {
  deletions: DeletionsView;
  visibility: VisibilityChange;
  /** An image's options are open, where its own change is told of. */
  isChanging: boolean;
}

/** What became of the last deletion, and of the last change of who sees images. */
function Outcomes({ deletions, visibility, isChanging }: OutcomesProps) {
  const t = useTexts('gallery');
  return (
    <>
      {deletions.failure && (
        <Alert tone="danger" title={t('notDeleted')}>
          {deletions.failure}
        </Alert>
      )}
      {visibility.failure && !isChanging && (
        <Alert tone="danger" title={visibility.failure.title}>
          {visibility.failure.message}
        </Alert>
      )}
      <p role="status" className="text-[0.9375rem] font-semibold text-ink-soft empty:hidden">
        {visibility.outcome}
      </p>
    </>
  );
}

interface UndoToastProps {
  deletions: DeletionsView;
  edge: 'top' | 'bottom';
  /** Told the first of what came back, which then gets the focus. */
  onRestored: (id: string) => void;
}

/** The moment in which a deletion can be taken back. */
function UndoToast({ deletions: { pending, undo, hold }, edge, onRestored }: UndoToastProps) {
  const t = useTexts('gallery');
  const count = pending?.ids.length ?? 0;
  const focusNext = useFocusNext();
  const takeBack = () => {
    const [first] = pending?.ids ?? [];
    undo();
    // The button is gone, and the focus with it: it belongs to what came back.
    if (!first) return;
    onRestored(first);
    focusNext(() => document.querySelector<HTMLElement>(`[data-picture="${first}"]`));
  };
  return (
    <Toast
      message={pending && t('deleted', { count })}
      actionLabel={t('undo')}
      onAction={takeBack}
      onHold={hold}
      edge={edge}
    />
  );
}
