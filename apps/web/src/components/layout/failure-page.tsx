'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

interface FailurePageProps {
  /** The number by which the server's log can be searched. */
  digest: string | undefined;
  retry: () => void;
}

/**
 * The page for failures. Part of every page's code, since it must work when nothing else can be loaded: therefore it is
 * small.
 */
export function FailurePage({ digest, retry }: FailurePageProps) {
  const t = useTexts('common');
  return (
    <div
      role="alert"
      className="mx-auto flex min-h-[65dvh] w-full max-w-md flex-col items-start justify-center gap-5 px-5 py-12"
    >
      <img src="/icon.svg" alt="" className="size-12" />
      <h1 className="font-display text-3xl font-extrabold tracking-tight">{t('failedTitle')}</h1>
      <div className="flex flex-col items-start gap-6 text-ink-soft">
        <p>{t('failedText')}</p>
        <button
          type="button"
          onClick={retry}
          className="inline-flex h-11 items-center rounded-xl bg-brand px-5 text-[0.9375rem] font-semibold text-on-brand hover:bg-brand-strong"
        >
          {t('tryAgain')}
        </button>
        {digest && <p className="text-sm text-ink-faint">{t('failedNumber', { digest })}</p>}
      </div>
    </div>
  );
}
