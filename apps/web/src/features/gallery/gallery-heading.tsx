import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { Elements } from '@pixelboxx/ui';

/** The title of the gallery, and beside it how much of the quota is used. */
export function GalleryHeading({ children }: { children: Elements }) {
  const t = useTexts('common');
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
      <h1 className="font-display text-4xl font-extrabold tracking-[-0.025em]">{t('yourPictures')}</h1>
      {children}
    </header>
  );
}
