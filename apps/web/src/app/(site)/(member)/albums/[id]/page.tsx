import { slotTexts } from '@/generated/slot-texts.ts';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';
import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { AlbumView } from '@/features/albums/index.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('album') };
}

export default async function AlbumPage({ params }: PageProps<'/albums/[id]'>) {
  const { id } = await params;
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-6 px-4 py-10 sm:px-6 sm:py-14">
      <PageTexts of={['albums', ...slotTexts.imageSections]}>
        <AlbumView key={id} id={id} />
      </PageTexts>
    </div>
  );
}
