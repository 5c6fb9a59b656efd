'use client';
import { fontVariables } from '@/components/theme/fonts.ts';
import { FailurePage } from '@/components/layout/failure-page.tsx';
import { hasSpoken } from '@/lib/texts/browser-wording.ts';
import { TextsProvider, useLanguage, useTexts } from '@/lib/texts/texts-provider.tsx';
import { directionOf } from '@/lib/texts/shown-language.ts';

/** For when not even the catalogues could be loaded. */
const lastWords = {
  common: {
    failedPageTitle: 'Pixelboxx',
    failedTitle: 'That didn’t work',
    failedText: '',
    tryAgain: 'Try again',
    failedNumber: [['digest']],
  },
};

/** Shown when even the root layout failed. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  if (hasSpoken()) return <Failed digest={error.digest} />;
  return (
    <TextsProvider language="en" messages={lastWords as never}>
      <Failed digest={error.digest} />
    </TextsProvider>
  );
}

function Failed({ digest }: { digest: string | undefined }) {
  const t = useTexts('common');
  const language = useLanguage();
  return (
    <html lang={language} dir={directionOf(language)} className={fontVariables}>
      <body>
        <title>{t('failedPageTitle')}</title>
        <main id="content">
          <FailurePage digest={digest} retry={() => window.location.reload()} />
        </main>
      </body>
    </html>
  );
}
