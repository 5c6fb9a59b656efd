import type { ReactNode } from 'react';
import { NeedsScript } from '@/components/layout/needs-script.tsx';
import { PlainHeader } from '@/components/layout/plain-header.tsx';
import { SiteFooter } from '@/components/layout/site-footer.tsx';

/**
 * The layout for signing in and up: each page has only one task. The content starts at a fixed height: centered content
 * would move while the rest of it loads.
 */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <PlainHeader />
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto flex w-full max-w-[28rem] flex-1 flex-col px-4 pt-[clamp(1rem,3dvh,2rem)] pb-12 outline-none sm:px-6 sm:pt-[clamp(1rem,9dvh,6rem)]"
      >
        <NeedsScript />
        <div className="contents">{children}</div>
      </main>
      <SiteFooter />
    </div>
  );
}
