'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { PublicImagePage } from '@pixelboxx/shared';
import { PublicImageList } from '@/components/images/public/public-image-list.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';
import { albumPageSize } from './page-size.ts';

interface PublicAlbumImagesProps {
  username: string;
  albumId: string;
  title: string;
  /** The user's display name. */
  name: string;
  /** The page that came with the HTML. */
  first: PublicImagePage;
}

/** The public images of an album, in order. */
export function PublicAlbumImages({ username, albumId, title, name, first }: PublicAlbumImagesProps) {
  const t = useTexts('albums');
  const { client } = useSession();
  if (first.items.length === 0) return <p className="text-ink-soft">{t('nothingToSee')}</p>;
  return (
    <PublicImageList
      {...{ name, first }}
      label={t('picturesIn', { title })}
      fetchPage={(cursor) =>
        client('publicAlbum.images', { params: { username, id: albumId }, query: { limit: albumPageSize, cursor } })
      }
    />
  );
}
