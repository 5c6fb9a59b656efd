'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { LogoMark } from '@pixelboxx/ui';

/** Stands in for a page until it is known what to show. */
export function Splash() {
  const t = useTexts('common');
  return (
    <div role="status" className="grid min-h-[60dvh] place-items-center">
      <LogoMark className="size-14 motion-safe:animate-breathe" />
      <span className="sr-only">{t('loading')}</span>
    </div>
  );
}
