'use client';
import { useFormats } from '@/lib/format/use-formats.ts';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Upload } from '@pixelboxx/shared';
import { buttonStyles, Skeleton } from '@pixelboxx/ui';
import { ImagePlus } from 'lucide-react';
import { PageLink, TextLink } from '@/components/layout/page-link.tsx';
import { useState } from 'react';
import { ImageBadges } from '@/components/images/image-badges.tsx';
import { GalleryImage } from '@/components/images/gallery-image.tsx';
import { wordsFor } from '@/components/images/shown-image.ts';
import { MoreButton } from '@/components/pagination/more-button.tsx';
import { usePages } from '@/components/pagination/use-pages.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

const shownCount = 8;

/** The newest few images, or an invitation to upload the first. */
export function RecentImages() {
  const tCommon = useTexts('common');
  const t = useTexts('home');
  const { client } = useSession();
  const { items, more } = usePages(() => client('upload.list', { query: { kind: 'IMAGE', limit: shownCount } }));
  return (
    <section aria-labelledby="recent-pictures" className="flex flex-col gap-4">
      <div className="flex items-baseline justify-between gap-4">
        <h2 id="recent-pictures" className="font-display text-xl font-bold">
          {tCommon('yourPictures')}
        </h2>
        {items && items.length > 0 && <TextLink href="/gallery">{t('seeAll')}</TextLink>}
      </div>
      {!items && !more.failure && <Rooms />}
      {!items && <MoreButton more={more} hasMore={false} label={tCommon('tryAgain')} />}
      {items?.length === 0 && <Invitation />}
      {items && items.length > 0 && (
        <ul className="grid grid-cols-3 gap-2 sm:grid-cols-4 sm:gap-3">
          {items.map((upload) => (
            <RecentImage key={upload.id} upload={upload} />
          ))}
        </ul>
      )}
    </section>
  );
}

function RecentImage({ upload: first }: { upload: Upload }) {
  const tCommon = useTexts('common');
  const formats = useFormats();
  const { client } = useSession();
  const [upload, setUpload] = useState(first);
  const [renewed, setRenewed] = useState(false);
  const renew = () => {
    // Only once: the image may be permanently broken.
    if (renewed) return;
    setRenewed(true);
    client('upload.get', { params: { id: first.id } }).then(setUpload, () => undefined);
  };
  return (
    <li className="@container relative aspect-square overflow-hidden rounded-xl bg-sunken max-sm:nth-[n+7]:hidden">
      <PageLink href={`/gallery#${upload.id}`} className="absolute inset-0 focus-visible:-outline-offset-3">
        <span className="sr-only">{`${tCommon('pictureAdded', { when: formats.moment(upload.createdAt) })} `}</span>
        <GalleryImage
          image={upload}
          alt={wordsFor(upload) ?? ''}
          sizes="(min-width: 40rem) 180px, 110px"
          onBroken={renew}
        />
        <ImageBadges upload={upload} />
      </PageLink>
    </li>
  );
}

function Invitation() {
  const t = useTexts('home');
  return (
    <div className="flex flex-col items-center gap-5 rounded-2xl border-2 border-dashed border-line-strong px-5 py-10 text-center">
      <p className="max-w-sm text-ink-soft">{t('nothingYet')}</p>
      <PageLink href="/gallery" className={buttonStyles()}>
        <ImagePlus aria-hidden="true" className="size-5" />
        <span>{t('addFirst')}</span>
      </PageLink>
    </div>
  );
}

function Rooms() {
  const tCommon = useTexts('common');
  return (
    <div role="status" className="grid grid-cols-3 gap-2 sm:grid-cols-4 sm:gap-3">
      <span className="sr-only">{tCommon('loadingPictures')}</span>
      {Array.from({ length: 4 }, (_, index) => (
        <Skeleton key={index} className="aspect-square w-full rounded-xl max-sm:nth-[5]:hidden" />
      ))}
    </div>
  );
}
