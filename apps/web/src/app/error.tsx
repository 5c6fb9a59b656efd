'use client';
import { useRouter } from 'next/navigation';
import { startTransition } from 'react';
import { FailurePage } from '@/components/layout/failure-page.tsx';

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const router = useRouter();
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <main id="content">
      <title>Something went wrong · Pixelboxx</title>
      <FailurePage digest={error.digest} retry={retry} />
    </main>
  );
}
