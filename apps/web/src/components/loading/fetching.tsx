'use client';
import { Spinner } from '@pixelboxx/ui';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

/** Covers the page while the part that the user opened is loading. It appears after a moment: most parts load at once. */
export function Fetching() {
  const t = useTexts('common');
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-0 z-50 grid animate-appear place-items-center [animation-delay:150ms]"
    >
      <span className="rounded-2xl border border-line bg-surface p-4 text-brand shadow-lift">
        <Spinner className="size-6" />
        <span className="sr-only">{t('loading')}</span>
      </span>
    </div>
  );
}
