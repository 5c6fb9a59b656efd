import { getTranslations } from 'next-intl/server';
import type { ProfileSection } from '@/components/profile/profile-section.ts';
import { nameOf } from '@/lib/format/name-of.ts';
import { PublicAlbumList } from './public/public-album-list.tsx';
import { readPublicAlbums } from './public/read-public-albums.ts';

/** On every user's public page: `generate.ts` finds it here. */
export const profileSection: ProfileSection = async ({ profile }) => {
  const albums = await readPublicAlbums(profile.username);
  const tCommon = await getTranslations('common');
  if (!albums || albums.items.length === 0) return null;
  return (
    <section aria-labelledby="public-albums" className="flex flex-col gap-4">
      <h2 id="public-albums" className="font-display text-xl font-bold">
        {tCommon('albums')}
      </h2>
      <PublicAlbumList username={profile.username} name={nameOf(profile)} first={albums} />
    </section>
  );
};
