'use client';
import { Alert, Card, Toast } from '@pixelboxx/ui';
import dynamic from 'next/dynamic';
import { MoreButton } from '@/components/pagination/more-button.tsx';
import { GallerySkeleton } from './gallery-skeleton.tsx';
import { ImageGrid } from './grid/image-grid.tsx';
import { neighbourOf } from '@/components/images/image-sources.ts';
import { SelectionBar } from './grid/selection-bar.tsx';
import { useBroken } from './grid/use-broken.ts';
import { useDeletions, type DeletionsView } from './use-deletions.ts';
import { useFreshness } from './use-freshness.ts';
import type { GalleryView } from './use-gallery.ts';
import { useOpenImage } from './lightbox/use-open-image.ts';
import { useSelection } from './grid/use-selection.ts';
import { retryImport } from '@/lib/loading/retry-import.ts';

const Lightbox = dynamic(() => retryImport(() => import('./lightbox/lightbox.tsx')), { ssr: false });

interface GalleryImagesProps {
  gallery: GalleryView;
  onDeleted: () => void;
}

/** The images that are there, or why they are not. */
export function GalleryImages({ gallery, onDeleted }: GalleryImagesProps) {
  const { items, hasMore, more, change, refresh } = gallery;
  const deletions = useDeletions(change, onDeleted);
  const selection = useSelection();
  const viewer = useOpenImage(items);
  const onBroken = useBroken(refresh);
  useFreshness(items, refresh);

  if (!items) {
    if (!more.failure) return <GallerySkeleton />;
    return (
      <Card className="flex flex-col gap-4">
        <MoreButton more={more} hasMore label="Try again" />
      </Card>
    );
  }
  const deleteOpen = (id: string) => {
    const next = neighbourOf(items, id);
    if (next) viewer.open(next);
    else viewer.close();
    deletions.start([id]);
  };
  const toast = <UndoToast deletions={deletions} edge={viewer.openId ? 'top' : 'bottom'} />;
  return (
    <>
      {deletions.failure && (
        <Alert tone="danger" title="Not deleted">
          {deletions.failure}
        </Alert>
      )}
      {items.length > 0 && (
        <section aria-label="Pictures" className="flex flex-col gap-4">
          <div className="flex min-h-9 justify-end">
            <SelectionBar selection={selection} onDelete={deletions.start} />
          </div>
          <ImageGrid
            {...{ items, hasMore, more, onBroken }}
            selection={selection.selected}
            onOpen={viewer.open}
            onToggle={selection.toggle}
          />
        </section>
      )}
      {viewer.openId ? (
        <Lightbox
          {...{ items, onBroken }}
          id={viewer.openId}
          onShow={viewer.open}
          onClose={viewer.close}
          onDelete={deleteOpen}
        >
          {toast}
        </Lightbox>
      ) : (
        toast
      )}
    </>
  );
}

/** The moment in which a deletion can be taken back. */
function UndoToast({ deletions: { pending, undo, hold }, edge }: { deletions: DeletionsView; edge: 'top' | 'bottom' }) {
  const count = pending?.ids.length ?? 0;
  const takeBack = () => {
    const [first] = pending?.ids ?? [];
    undo();
    // The button is gone, and the focus with it: it belongs to what came back.
    if (first) requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-picture="${first}"]`)?.focus());
  };
  return (
    <Toast
      message={pending && (count === 1 ? 'Deleted.' : `${count} pictures deleted.`)}
      actionLabel="Undo"
      onAction={takeBack}
      onHold={hold}
      edge={edge}
    />
  );
}
