import { PageTexts } from '@/lib/page-texts/page-texts.tsx';
import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { HomeView } from '@/features/home/home-view.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common');
  return { title: t('home') };
}

export default function HomePage() {
  return (
    <PageTexts of={['home', 'email-verification']}>
      <HomeView />
    </PageTexts>
  );
}
