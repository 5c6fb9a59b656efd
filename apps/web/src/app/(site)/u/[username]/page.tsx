import { slotTexts } from '@/generated/slot-texts.ts';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';
import { getFormatter, getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { avatarUrlOfSize } from '@pixelboxx/shared';
import { Avatar } from '@pixelboxx/ui';
import { CalendarDays } from 'lucide-react';
import { notFound } from 'next/navigation';
import { EditOwnProfile } from '@/features/profile/edit-own-profile.tsx';
import { nameOf } from '@/lib/format/name-of.ts';
import { previewImageOf } from '@/components/images/public/preview-image.ts';
import { NoPublicImages } from '@/features/profile/images/no-public-images.tsx';
import { PublicImages } from '@/features/profile/images/public-images.tsx';
import { readPublicImages } from '@/features/profile/images/read-public-images.ts';
import { profileSections } from '@/generated/profile-sections.ts';
import { readProfile } from '@/features/profile/read-profile.ts';

type Props = PageProps<'/u/[username]'>;

const monthAndYear = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations('pages');
  const profile = await readProfile((await params).username).catch(() => null);
  if (!profile) return { title: t('nobodyTitle'), robots: { index: false } };
  const title = `${nameOf(profile)} (@${profile.username})`;
  const description = t('onPixelboxx', { name: nameOf(profile) });
  const page = await readPublicImages(profile.username);
  const image = previewImageOf(profile, page?.items[0], t);
  return {
    title,
    description,
    alternates: { canonical: `/u/${profile.username}` },
    openGraph: {
      type: 'profile',
      title,
      description,
      url: `/u/${profile.username}`,
      siteName: 'Pixelboxx',
      ...(image && { images: [image] }),
    },
    twitter: {
      card: page && page.items.length > 0 ? 'summary_large_image' : 'summary',
      title,
      description,
      ...(image && { images: [{ url: image.url, alt: image.alt }] }),
    },
  };
}

export default async function ProfilePage({ params }: Props) {
  const t = await getTranslations('pages');
  const format = await getFormatter();
  const profile = await readProfile((await params).username);
  if (!profile) notFound();
  const images = await readPublicImages(profile.username);
  return (
    <PageTexts of={['profile', ...slotTexts.profileSections, ...slotTexts.imageSections]}>
      <div className="mx-auto flex max-w-5xl flex-col gap-10 px-4 py-10 sm:px-6 sm:py-16">
        <div className="flex flex-col items-start gap-6 sm:flex-row sm:items-center sm:gap-8">
          <Avatar
            name={nameOf(profile)}
            src={profile.avatarUrl && avatarUrlOfSize(profile.avatarUrl, 512)}
            label={t('pictureOf', { name: nameOf(profile) })}
            className="size-36 sm:size-44"
          />
          <div className="flex min-w-0 flex-col items-start gap-2">
            <h1 className="max-w-full font-display text-3xl leading-tight font-extrabold tracking-[-0.025em] sm:text-5xl">
              {nameOf(profile)}
            </h1>
            <p className="text-lg [overflow-wrap:anywhere] text-ink-soft">{`@${profile.username}`}</p>
            <p className="flex items-center gap-2 text-[0.9375rem] text-ink-faint">
              <CalendarDays aria-hidden="true" className="size-4.5" />
              <span key="since">
                {t.rich('since', {
                  month: () => (
                    <time dateTime={profile.createdAt}>
                      {format.dateTime(new Date(profile.createdAt), monthAndYear)}
                    </time>
                  ),
                })}
              </span>
            </p>
            <EditOwnProfile profileId={profile.id} />
          </div>
        </div>
        {profileSections.map((Section, index) => (
          <Section key={index} profile={profile} />
        ))}
        {images?.items.length === 0 && <NoPublicImages profileId={profile.id} />}
        {images && <PublicImages username={profile.username} name={nameOf(profile)} first={images} />}
      </div>
    </PageTexts>
  );
}
