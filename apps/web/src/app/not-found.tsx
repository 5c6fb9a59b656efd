import { getTranslations } from 'next-intl/server';
import { useTranslations } from 'next-intl';
import { buttonStyles, Logo } from '@pixelboxx/ui';
import type { Metadata } from 'next';
import { StatusPage } from '@/components/layout/status-page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('notFound') };
}

// Part of every page's code: all pages would load its client components, so it has none.
export default function NotFound() {
  const t = useTranslations('pages');
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="mx-auto w-full max-w-6xl px-4 py-5 sm:px-6">
        <a href="/" className="flex h-10 w-fit items-center rounded-lg">
          <Logo />
        </a>
      </header>
      <main id="content" tabIndex={-1} className="flex-1 outline-none">
        <StatusPage title={t('notInBox')}>
          <p>{t('notInBoxText')}</p>
          <a href="/" className={buttonStyles()}>
            {t('frontPage')}
          </a>
        </StatusPage>
      </main>
    </div>
  );
}
