import type { Metadata } from 'next';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { SampleItems } from '@/features/sample-items/index.ts';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('sample-items');
  return { title: t('inMenu') };
}

export default function SampleItemsPage() {
  const t = useTranslations('sample-items');
  return (
    <div className="mx-auto flex max-w-2xl flex-col gap-6 px-4 py-10 sm:px-6 sm:py-14">
      <h1 className="font-display text-3xl font-bold">{t('inMenu')}</h1>
      <PageTexts of={['sample-items']}>
        <SampleItems />
      </PageTexts>
    </div>
  );
}
