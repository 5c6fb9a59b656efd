import type { ReactNode } from 'react';
import { NeedsScript } from '@/components/layout/needs-script.tsx';
import { PlainHeader } from '@/components/layout/plain-header.tsx';
import { SiteFooter } from '@/components/layout/site-footer.tsx';

/** The way in: nothing on the page but the one thing to do. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <PlainHeader />
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto flex w-full max-w-[28rem] flex-1 flex-col justify-center px-4 pt-4 pb-12 outline-none sm:px-6"
      >
        <NeedsScript />
        <div className="contents">{children}</div>
      </main>
      <SiteFooter />
    </div>
  );
}
