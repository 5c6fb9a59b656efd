'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { buttonStyles, Logo } from '@pixelboxx/ui';
import { Images } from 'lucide-react';
import { later } from '@/components/loading/later.tsx';
import { PageLink } from '@/components/layout/page-link.tsx';
import { homePath } from '@/lib/session/safe-redirect.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import type { NavigationEntry } from './navigation-entry.ts';

// Rendered by the server for signed-in users; other visitors need not load it.
const AccountMenu = later(
  () => import('./account-menu.tsx').then(({ AccountMenu }) => AccountMenu),
  <span className="size-11" />,
);

export function SiteHeader({ featureEntries }: { featureEntries: readonly NavigationEntry[] }) {
  const t = useTexts('common');
  const { session } = useSession();
  const user = session.status === 'signed-in' ? session.user : null;
  return (
    <header className="border-b border-line bg-canvas">
      <div className="mx-auto flex min-h-16 max-w-6xl flex-wrap items-center justify-between gap-3 px-4 py-2 sm:px-6">
        <PageLink href={user ? homePath : '/'} className="rounded-lg">
          <Logo />
        </PageLink>
        {user && (
          <div className="flex items-center gap-2 sm:gap-4">
            <PageLink href="/gallery" className={buttonStyles({ variant: 'quiet', size: 'small' })}>
              <Images aria-hidden="true" className="size-4.5" />
              <span className="max-[22rem]:sr-only">{t('pictures')}</span>
            </PageLink>
            <AccountMenu user={user} featureEntries={featureEntries} />
          </div>
        )}
        {session.status === 'signed-out' && (
          <nav aria-label={t('account')} className="flex items-center gap-1 sm:gap-2">
            <PageLink href="/login" className={buttonStyles({ variant: 'quiet', size: 'small' })}>
              {t('signIn')}
            </PageLink>
            <PageLink href="/register" className={buttonStyles({ size: 'small', className: 'max-[24rem]:hidden' })}>
              {t('createAccount')}
            </PageLink>
          </nav>
        )}
      </div>
    </header>
  );
}
