import { Logo } from '@pixelboxx/ui';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { SiteFooter } from '@/shell/site-footer.tsx';

/** The way in: nothing on the page but the one thing to do. */
export default function EntranceLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="mx-auto w-full max-w-6xl px-4 py-5 sm:px-6">
        <Link href="/" className="inline-block rounded-lg">
          <Logo />
        </Link>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto flex w-full max-w-[28rem] flex-1 flex-col justify-center px-4 pt-4 pb-12 outline-none sm:px-6"
      >
        {children}
      </main>
      <SiteFooter />
    </div>
  );
}
