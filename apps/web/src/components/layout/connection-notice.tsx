'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { watchOnline } from '@/lib/loading/when-online.ts';
import { useSyncExternalStore } from 'react';

/** Says that there is no network, for as long as that is so: links wait for it. */
export function ConnectionNotice() {
  const t = useTexts('common');
  const isOnline = useSyncExternalStore(
    watchOnline,
    () => navigator.onLine,
    () => true,
  );
  return (
    <p
      role="status"
      className="sticky top-0 z-10 bg-sunken px-4 py-2 text-center text-sm font-semibold text-ink empty:hidden"
    >
      {isOnline ? null : t('unreachable')}
    </p>
  );
}
