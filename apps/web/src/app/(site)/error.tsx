'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { useRouter } from 'next/navigation';
import { startTransition } from 'react';
import { FailurePage } from '@/components/layout/failure-page.tsx';

/** Like the outer error page, but inside the header and footer, which still work. */
export default function SiteErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTexts('common');
  const router = useRouter();
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <>
      <title>{t('failedPageTitle')}</title>
      <FailurePage digest={error.digest} retry={retry} />
    </>
  );
}
