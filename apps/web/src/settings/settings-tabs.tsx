'use client';
import { cn } from '@pixelboxx/ui';
import Link from 'next/link';
import { usePathname } from 'next/navigation';

const tabs = [
  { href: '/settings', label: 'Profile' },
  { href: '/settings/security', label: 'Security' },
  { href: '/settings/sessions', label: 'Sessions' },
  { href: '/settings/data', label: 'Data' },
] as const;

/** Each tab is a page of its own, so it can be linked to and reloaded. */
export function SettingsTabs() {
  const pathname = usePathname();
  return (
    <nav aria-label="Settings" className="flex gap-1 border-b border-line">
      {tabs.map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          aria-current={pathname === href ? 'page' : undefined}
          className={cn(
            '-mb-px rounded-t-lg border-b-[3px] px-2.5 py-2.5 font-semibold hover:text-ink sm:px-4',
            pathname === href ? 'border-brand text-ink' : 'border-transparent text-ink-soft',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
