'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { PublicAlbumPage } from '@pixelboxx/shared/features/public-albums';
import { useState } from 'react';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { MoreButton } from '@/components/pagination/more-button.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';
import { AlbumCard, albumGrid } from '../card/album-card.tsx';

interface PublicAlbumListProps {
  username: string;
  /** The user's display name. */
  name: string;
  /** The page that came with the HTML. */
  first: PublicAlbumPage;
}

/** A user's public albums, as covers. */
export function PublicAlbumList({ username, name, first }: PublicAlbumListProps) {
  const t = useTexts('albums');
  const { client } = useSession();
  const [{ items, nextCursor }, setPage] = useState(first);
  const more = useApiAction(async () => {
    const query = { cursor: nextCursor ?? undefined };
    const page = await client('publicAlbum.list', { params: { username }, query });
    setPage((before) => ({ ...page, items: [...before.items, ...page.items] }));
  });
  return (
    <>
      <ul aria-label={t('albumsBy', { name })} className={albumGrid}>
        {items.map(({ id, title, cover, imageCount }) => (
          <AlbumCard key={id} {...{ title, cover, imageCount }} href={`/u/${username}/albums/${id}`} />
        ))}
      </ul>
      <MoreButton more={more} hasMore={nextCursor !== null} label={t('showMoreAlbums')} />
    </>
  );
}
