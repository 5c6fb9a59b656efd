import type { ReactNode } from 'react';
import { SiteFooter } from '@/components/layout/site-footer.tsx';
import { Header } from './header.tsx';

export default function SiteLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <Header />
      <main id="content" tabIndex={-1} className="flex-1 outline-none">
        {children}
      </main>
      <SiteFooter />
    </div>
  );
}
