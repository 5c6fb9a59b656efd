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
  /** An image that stays on the page wherever it is scrolled to, so that it can take the focus. */
  keepId: string | null;
}

const eagerCount = 8;

/** Rows of equal height, filled edge to edge, in reading order. */
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

/** The next images load automatically as the user scrolls near them; the button is for keyboards, and for retries. */
function MoreImages({ more }: { more: ApiAction<[]> }) {
  const tCommon = useTexts('common');
  const frame = useRef<HTMLDivElement>(null);
  const near = useEffectEvent(() => void more.run());
  const { failure, running } = more;
  useEffect(() => {
    // An observer reports only changes: one that it reports during a request would never be reported again.
    if (failure || running || !frame.current) return;
    // A busy browser reports several at once: that the element was far away, and that the user has scrolled there since.
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
