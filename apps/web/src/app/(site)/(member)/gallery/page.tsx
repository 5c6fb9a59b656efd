import { slotTexts } from '@/generated/slot-texts.ts';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';
import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { readEnv } from '@/env.ts';
import { Gallery } from '@/features/gallery/gallery.tsx';
import { readGallery } from '@/features/gallery/read-gallery.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common');
  return { title: t('yourPictures') };
}

export default async function GalleryPage() {
  return (
    <PageTexts of={['gallery', 'uploads', ...slotTexts.selectionActions, ...slotTexts.imageSections]}>
      <Gallery maxFileBytes={readEnv().UPLOAD_MAX_BYTES} start={await readGallery()} />
    </PageTexts>
  );
}
