import { getTranslations } from 'next-intl/server';
import { useTranslations } from 'next-intl';
import type { Metadata } from 'next';
import { ImageQueue } from '@/features/moderation/image-queue.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common');
  return { title: t('picturesToReview'), robots: { index: false } };
}

export default function ImagesPage() {
  const tCommon = useTranslations('common');
  return (
    <>
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">{tCommon('pictures')}</h1>
      <ImageQueue />
    </>
  );
}
