'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Album } from '@pixelboxx/shared/features/albums';
import { Card, Skeleton } from '@pixelboxx/ui';
import { useState } from 'react';
import { OpeningForm } from '@/components/forms/opening-form.tsx';
import { MoreButton } from '@/components/pagination/more-button.tsx';
import { usePages } from '@/components/pagination/use-pages.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { AlbumCard, albumGrid } from '../card/album-card.tsx';
import { OpenedAlbumForm } from './opened-album-form.ts';

/** The user's own albums as covers, and a button to create another one. */
export function Albums() {
  const t = useTexts('albums');
  const tCommon = useTexts('common');
  const { client } = useSession();
  const { items, hasMore, more } = usePages((cursor) => client('album.list', { query: { cursor } }));
  const [added, setAdded] = useState<readonly Album[]>([]);
  const fetched = items?.filter(({ id }) => !added.some((album) => album.id === id));
  const albums = fetched && [...added, ...fetched];
  return (
    <>
      <OpeningForm form={OpenedAlbumForm} label={t('new')} savedText={t('made')}>
        {({ close, saved }) => (
          <Card className="max-w-2xl">
            <OpenedAlbumForm
              takesFocus
              label={t('make')}
              onCancel={close}
              onSubmit={async (body, idempotencyKey) => {
                const album = await client('album.create', { body, idempotencyKey });
                setAdded((before) => [album, ...before]);
                saved();
              }}
            />
          </Card>
        )}
      </OpeningForm>
      {!albums && !more.failure && <AlbumsSkeleton />}
      <p role="status" className="text-ink-soft empty:hidden">
        {albums?.length === 0 && !hasMore && t('noAlbums')}
      </p>
      {albums && albums.length > 0 && (
        <ul aria-label={t('yours')} className={albumGrid}>
          {albums.map(({ id, title, cover, imageCount, visibility }) => (
            <AlbumCard
              key={id}
              {...{ title, cover, imageCount }}
              href={`/albums/${id}`}
              note={visibility === 'PUBLIC' ? tCommon('public') : tCommon('onlyYou')}
            />
          ))}
        </ul>
      )}
      <MoreButton {...{ more, hasMore }} label={tCommon('showMore')} />
    </>
  );
}

function AlbumsSkeleton() {
  const t = useTexts('albums');
  return (
    <div role="status">
      <span className="sr-only">{t('loadingAll')}</span>
      <div aria-hidden="true" className={albumGrid}>
        {[0, 1, 2].map((index) => (
          <Skeleton key={index} className="aspect-4/3 w-full rounded-xl" />
        ))}
      </div>
    </div>
  );
}
