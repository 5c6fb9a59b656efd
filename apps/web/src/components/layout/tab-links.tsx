'use client';
import { cn } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';
import { usePathname } from 'next/navigation';

interface TabLinksProps {
  label: string;
  tabs: readonly { href: string; label: string }[];
}

/** Related pages. Each tab is a separate page, so it can be linked to and reloaded. Further tabs wrap to the next row. */
export function TabLinks({ label, tabs }: TabLinksProps) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className="flex flex-wrap border-line sm:border-b">
      {tabs.map((tab) => (
        <PageLink
          key={tab.href}
          href={tab.href}
          aria-current={pathname === tab.href ? 'page' : undefined}
          className={cn(
            // A label that is wider than the row wraps.
            'grow rounded-t-lg border-b-[3px] px-2.5 py-2.5 text-center font-semibold hover:text-ink',
            // On phones, each row has an underline, to which each of its tabs contributes.
            'shadow-[0_1px_var(--line)] sm:-mb-px sm:grow-0 sm:px-3 sm:shadow-none',
            pathname === tab.href ? 'border-brand text-ink' : 'border-transparent text-ink-soft',
          )}
        >
          {tab.label}
        </PageLink>
      ))}
    </nav>
  );
}
