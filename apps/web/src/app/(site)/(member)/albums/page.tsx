import { PageTexts } from '@/lib/page-texts/page-texts.tsx';
import { getTranslations } from 'next-intl/server';
import { useTranslations } from 'next-intl';
import type { Metadata } from 'next';
import { Albums } from '@/features/albums/index.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common');
  return { title: t('albums') };
}

export default function AlbumsPage() {
  const tCommon = useTranslations('common');
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-6 px-4 py-10 sm:px-6 sm:py-14">
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">{tCommon('albums')}</h1>
      <PageTexts of={['albums']}>
        <Albums />
      </PageTexts>
    </div>
  );
}
