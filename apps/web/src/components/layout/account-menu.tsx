'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { CurrentUser } from '@pixelboxx/shared';
import { avatarUrlOfSize } from '@pixelboxx/shared';
import { Avatar } from '@pixelboxx/ui';
import { House, Images, LogOut, Settings, UserRound } from 'lucide-react';
import { later } from '@/components/loading/later.tsx';
import { PageLink } from '@/components/layout/page-link.tsx';
import { useRef } from 'react';
import { nameOf } from '@/lib/format/name-of.ts';
import { useSignOut } from '@/lib/session/use-sign-out.ts';
import type { NavigationEntry } from './navigation-entry.ts';

const StaffEntries = later(() => import('./staff-pages.tsx').then(({ StaffEntries }) => StaffEntries));

const entryStyles =
  'flex min-h-11 w-full items-center gap-3 rounded-xl px-3 text-[0.9375rem] font-medium hover:bg-sunken focus-visible:-outline-offset-2';

interface AccountMenuProps {
  user: CurrentUser;
  /** Pages of features that the menu itself does not know about. */
  featureEntries: readonly NavigationEntry[];
}

/** Links to the user's own pages, and sign-out. A native popover: it opens before hydration, and closes by Escape. */
export function AccountMenu({ user, featureEntries }: AccountMenuProps) {
  const t = useTexts('common');
  const panel = useRef<HTMLDivElement>(null);
  const { signOut, leaving, failure } = useSignOut();
  const entries: NavigationEntry[] = [
    { href: '/home', label: () => t('home'), Icon: House },
    { href: '/gallery', label: () => t('yourPictures'), Icon: Images },
    ...featureEntries,
    { href: `/u/${user.username}`, label: () => t('publicPage'), Icon: UserRound },
    { href: '/settings', label: () => t('settings'), Icon: Settings },
  ];
  const link = ({ href, label, Icon }: NavigationEntry) => (
    <PageLink key={href} href={href} className={entryStyles} onClick={() => panel.current?.hidePopover()}>
      <Icon aria-hidden="true" className="size-5 text-ink-faint" />
      <span>{label(t)}</span>
    </PageLink>
  );
  return (
    <>
      <button
        type="button"
        popoverTarget="account-menu"
        aria-label={t('yourAccount')}
        className="rounded-2xl p-1 transition-colors hover:bg-sunken"
      >
        <Avatar name={nameOf(user)} src={user.avatarUrl && avatarUrlOfSize(user.avatarUrl, 64)} className="size-9" />
      </button>
      <div
        ref={panel}
        id="account-menu"
        popover="auto"
        className="fixed inset-auto end-[max(1rem,calc((100vw-72rem)/2+1rem))] top-15 max-h-[calc(100dvh-4.75rem)] w-64 overflow-y-auto overscroll-contain rounded-2xl border border-line bg-surface p-1.5 text-ink shadow-lift open:animate-appear"
      >
        <p className="mb-1.5 border-b border-line px-3 pt-2 pb-3">
          <span className="block truncate font-semibold">{nameOf(user)}</span>
          <span className="block truncate text-sm text-ink-faint">{`@${user.username}`}</span>
        </p>
        <nav aria-label={t('yourAccount')}>
          {entries.map(link)}
          {user.role !== 'USER' && <StaffEntries role={user.role} link={link} />}
        </nav>
        <button type="button" className={entryStyles} aria-busy={leaving} onClick={() => void signOut()}>
          <LogOut aria-hidden="true" className="size-5 text-ink-faint" />
          <span>{leaving ? t('signingOut') : t('signOut')}</span>
        </button>
        <p role="alert" className="px-3 text-sm text-danger not-empty:pb-2">
          {failure}
        </p>
      </div>
    </>
  );
}
