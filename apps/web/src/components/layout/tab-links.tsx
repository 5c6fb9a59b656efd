'use client';
import { cn } from '@pixelboxx/ui';
import Link from 'next/link';
import { usePathname } from 'next/navigation';

interface TabLinksProps {
  label: string;
  tabs: readonly { href: string; label: string }[];
}

/** Pages that belong together. Each tab is a page of its own, so it can be linked to and reloaded. */
export function TabLinks({ label, tabs }: TabLinksProps) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className="flex gap-1 border-b border-line">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={pathname === tab.href ? 'page' : undefined}
          className={cn(
            '-mb-px rounded-t-lg border-b-[3px] px-2.5 py-2.5 font-semibold hover:text-ink sm:px-4',
            pathname === tab.href ? 'border-brand text-ink' : 'border-transparent text-ink-soft',
          )}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
