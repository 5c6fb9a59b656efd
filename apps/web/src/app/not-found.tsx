import { buttonStyles } from '@pixelboxx/ui';
import type { Metadata } from 'next';
import Link from 'next/link';
import { PlainHeader } from '@/shell/plain-header.tsx';
import { SiteFooter } from '@/shell/site-footer.tsx';
import { StatusPage } from '@/shell/status-page.tsx';

export const metadata: Metadata = { title: 'Page not found' };

// Part of every page's code: whatever stands here is fetched with all of them.
export default function NotFound() {
  return (
    <div className="flex min-h-dvh flex-col">
      <PlainHeader />
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
