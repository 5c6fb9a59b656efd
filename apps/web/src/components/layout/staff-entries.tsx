import type { Role } from '@pixelboxx/shared';
import type { ReactNode } from 'react';
import type { NavigationEntry } from './navigation-entry.ts';
import { staffPagesOf } from './staff-pages.ts';

interface StaffEntriesProps {
  role: Role;
  link: (entry: NavigationEntry) => ReactNode;
}

/** What the menu has for those who look after the platform, and nobody else has to fetch. */
export default function StaffEntries({ role, link }: StaffEntriesProps) {
  return <div className="my-1.5 border-y border-line py-1.5">{staffPagesOf(role).map(link)}</div>;
}
