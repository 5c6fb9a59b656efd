import { buttonStyles, Logo } from '@pixelboxx/ui';
import type { Metadata } from 'next';
import { StatusPage } from '@/components/layout/status-page.tsx';

export const metadata: Metadata = { title: 'Page not found' };

// Part of every page's code: whatever of it runs in a browser is fetched with all of them, so nothing of it does.
export default function NotFound() {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="mx-auto w-full max-w-6xl px-4 py-5 sm:px-6">
        <a href="/" className="inline-block rounded-lg">
          <Logo />
        </a>
      </header>
      <main id="content" tabIndex={-1} className="flex-1 outline-none">
        <StatusPage title="This page is not in the box">
          <p>The address may be misspelled, or what was here has moved.</p>
          <a href="/" className={buttonStyles()}>
            Go to the front page
          </a>
        </StatusPage>
      </main>
    </div>
  );
}
