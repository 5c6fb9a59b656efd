import { buttonStyles } from '@pixelboxx/ui';
import type { Metadata } from 'next';
import Link from 'next/link';
import { SiteFooter } from '@/shell/site-footer.tsx';
import { SiteHeader } from '@/shell/site-header.tsx';
import { StatusPage } from '@/shell/status-page.tsx';

export const metadata: Metadata = { title: 'Page not found' };

export default function NotFound() {
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader />
      <main id="content" tabIndex={-1} className="flex-1 outline-none">
        <StatusPage title="This page is not in the box">
          <p>The address may be misspelled, or what was here has moved.</p>
          <Link href="/" className={buttonStyles()}>
            Go to the front page
          </Link>
        </StatusPage>
      </main>
      <SiteFooter />
    </div>
  );
}
