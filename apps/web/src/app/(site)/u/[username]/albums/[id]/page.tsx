import { slotTexts } from '@/generated/slot-texts.ts';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';
import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { TextLink } from '@/components/layout/page-link.tsx';
import { previewImageOf } from '@/components/images/public/preview-image.ts';
import { PublicAlbumImages } from '@/features/albums/public/public-album-images.tsx';
import { readPublicAlbum } from '@/features/albums/public/read-public-albums.ts';
import { readProfile } from '@/features/profile/read-profile.ts';
import { nameOf } from '@/lib/format/name-of.ts';

type Props = PageProps<'/u/[username]/albums/[id]'>;

async function read({ params }: Pick<Props, 'params'>) {
  const { username, id } = await params;
  const profile = await readProfile(username);
  const shown = profile && (await readPublicAlbum(profile.username, id));
  return shown && { ...shown, profile };
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations('pages');
  const found = await read({ params }).catch(() => null);
  if (!found) return { title: t('noAlbumTitle'), robots: { index: false } };
  const { album, profile } = found;
  const title = t('albumBy', { album: album.title, name: nameOf(profile) });
  const description = album.description ?? t('albumByText', { name: nameOf(profile) });
  const url = `/u/${profile.username}/albums/${album.id}`;
  const image = previewImageOf(profile, album.cover ?? undefined, t);
  return {
    title,
    description,
    alternates: { canonical: url },
    openGraph: { type: 'website', title, description, url, siteName: 'Pixelboxx', ...(image && { images: [image] }) },
    twitter: {
      card: album.cover ? 'summary_large_image' : 'summary',
      title,
      description,
      ...(image && { images: [{ url: image.url, alt: image.alt }] }),
    },
  };
}

export default async function PublicAlbumPage({ params }: Props) {
  const t = await getTranslations('pages');
  const found = await read({ params });
  if (!found) notFound();
  const { album, images, profile } = found;
  const name = nameOf(profile);
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-8 px-4 py-10 sm:px-6 sm:py-16">
      <header className="flex flex-col gap-2">
        <h1 className="font-display text-3xl leading-tight font-extrabold tracking-[-0.025em] break-words sm:text-5xl">
          {album.title}
        </h1>
        <p className="text-ink-soft">
          {t.rich('byName', { name: () => <TextLink href={`/u/${profile.username}`}>{name}</TextLink> })}
        </p>
        {album.description && <p className="break-words whitespace-pre-line text-ink-soft">{album.description}</p>}
      </header>
      <PageTexts of={['albums', ...slotTexts.imageSections]}>
        <PublicAlbumImages
          username={profile.username}
          albumId={album.id}
          title={album.title}
          {...{ name }}
          first={images}
        />
      </PageTexts>
    </div>
  );
}
