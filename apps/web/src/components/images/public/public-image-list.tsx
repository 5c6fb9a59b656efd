'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { PublicImage, PublicImagePage } from '@pixelboxx/shared';
import { Fetching } from '@/components/loading/fetching.tsx';
import { laterInBrowser } from '@/components/loading/later.tsx';
import { memo, useState, type MouseEvent } from 'react';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { GalleryImage } from '@/components/images/gallery-image.tsx';
import { TileGrid } from '@/components/images/grid/tile-grid.tsx';
import { gridRatio, largestOf } from '@/components/images/image-sources.ts';
import { useOpenImage } from '@/components/images/lightbox/use-open-image.ts';
import { wordsFor } from '@/components/images/shown-image.ts';
import { listWithMore } from '@/components/pagination/list-with-more.ts';
import { MoreButton } from '@/components/pagination/more-button.tsx';

const PublicLightbox = laterInBrowser(
  () => import('./public-lightbox.tsx').then(({ default: PublicLightbox }) => PublicLightbox),
  <Fetching />,
);

interface PublicImageListProps {
  label: string;
  /** The user's display name. */
  name: string;
  /** The page that came with the HTML. */
  first: PublicImagePage;
  fetchPage: (cursor: string | undefined) => Promise<PublicImagePage>;
}

/** A user's public images, and the viewer for them. Each image links to its file, which works without scripts. */
export function PublicImageList({ label, name, first, fetchPage }: PublicImageListProps) {
  const t = useTexts('common');
  const [list, setList] = useState<Pick<PublicImagePage, 'nextCursor'> & { items: readonly PublicImage[] }>(first);
  const { items, nextCursor } = list;
  const more = useApiAction(async () => setList(await listWithMore(list, fetchPage)));
  const viewer = useOpenImage(items);
  return (
    <>
      <TileGrid {...{ label, items }} hasMore={nextCursor !== null} keepId={viewer.openId}>
        {(image, index) => <PublicTile image={image} eager={index < eagerCount} onOpen={viewer.open} />}
      </TileGrid>
      <MoreButton more={more} hasMore={nextCursor !== null} label={t('showMorePictures')} />
      {viewer.openId && (
        <PublicLightbox {...{ items, name }} id={viewer.openId} onShow={viewer.open} onClose={viewer.close} />
      )}
    </>
  );
}

const eagerCount = 4;

/** The same on the server and in the browser, in every time zone. */
const wholeDay = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;

interface PublicTileProps {
  image: PublicImage;
  eager: boolean;
  onOpen: (id: string) => void;
}

const PublicTile = memo(function PublicTile({ image, eager, onOpen }: PublicTileProps) {
  const t = useTexts('common');
  const formats = useFormats();
  const ratio = gridRatio(image);
  const open = (event: MouseEvent) => {
    // With a modifier key, the user means the link, for example to open a new tab.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onOpen(image.id);
  };
  return (
    <a
      href={largestOf(image)?.url ?? undefined}
      data-picture={image.id}
      onClick={open}
      className="absolute inset-0 block focus-visible:-outline-offset-3"
    >
      <GalleryImage
        image={image}
        alt={wordsFor(image) ?? t('pictureOfDay', { day: formats.date(image.createdAt, wholeDay) })}
        sizes={`(min-width: 40rem) ${Math.ceil(ratio * 290)}px, ${Math.ceil(ratio * 170)}px`}
        eager={eager}
        // Its URL is permanent: if it does not work, no other would.
        onBroken={() => undefined}
      />
    </a>
  );
});
