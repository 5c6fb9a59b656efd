'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Upload } from '@pixelboxx/shared';
import { Button } from '@pixelboxx/ui';
import { useEffect, useEffectEvent, useRef } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import type { ApiAction } from '@/components/forms/use-api-action.ts';
import { TileGrid } from '@/components/images/grid/tile-grid.tsx';
import { ImageTile } from './image-tile.tsx';

export interface ImageGridProps {
  items: readonly Upload[];
  hasMore: boolean;
  more: ApiAction<[]>;
  /** Null while nothing is being selected. */
  selection: ReadonlySet<string> | null;
  onOpen: (id: string) => void;
  onToggle: (id: string) => void;
  onOptions: (id: string) => void;
  onBroken: (id: string) => void;
  /** In the page wherever it is scrolled to, for the focus to go there. */
  keepId: string | null;
}

const eagerCount = 8;

/** Rows of equal height, filled edge to edge, in the order they are read. */
export function ImageGrid({ items, hasMore, more, selection, keepId, ...actions }: ImageGridProps) {
  const tCommon = useTexts('common');
  return (
    <>
      <TileGrid label={tCommon('yourPictures')} tileClassName="@container" appears {...{ items, hasMore, keepId }}>
        {(upload, index) => (
          <ImageTile
            upload={upload}
            eager={index < eagerCount}
            selected={selection && selection.has(upload.id)}
            {...actions}
          />
        )}
      </TileGrid>
      <FormAlert {...more} />
      {hasMore && <MoreImages key={items.length} more={more} />}
    </>
  );
}

/** What follows comes by itself as its place comes near; the button is for keyboards, and for when that failed. */
function MoreImages({ more }: { more: ApiAction<[]> }) {
  const tCommon = useTexts('common');
  const frame = useRef<HTMLDivElement>(null);
  const near = useEffectEvent(() => void more.run());
  const { failure, running } = more;
  useEffect(() => {
    // An observer tells of a change alone: one that was told while others were on their way would never be told again.
    if (failure || running || !frame.current) return;
    // A busy browser tells several at once: that it was far away, and that somebody has scrolled there since.
    const look = (entries: IntersectionObserverEntry[]) => entries.some((entry) => entry.isIntersecting) && near();
    const observer = new IntersectionObserver(look, { rootMargin: '800px' });
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [failure, running]);
  return (
    <div ref={frame} className="grid justify-items-center py-4">
      <Button variant="secondary" loading={running} disabled={more.waitSeconds > 0} onClick={() => void more.run()}>
        {failure ? tCommon('tryAgain') : tCommon('showMorePictures')}
      </Button>
    </div>
  );
}
