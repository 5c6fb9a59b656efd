import type { Role } from '@pixelboxx/shared';
import { MailX, ScrollText, ShieldAlert, ShieldCheck, TriangleAlert, Users, Webhook } from 'lucide-react';
import type { ReactNode } from 'react';
import type { NavigationEntry } from './navigation-entry.ts';

interface StaffPage extends NavigationEntry {
  /** Among the others, where it is plain whose they are. */
  tabLabel: string;
  atLeast: 'MOD' | 'ADMIN';
}

/** The pages of those who look after the platform, as both the menu and their tabs list them. */
const staffPages: readonly StaffPage[] = [
  { href: '/admin', label: 'People', tabLabel: 'People', Icon: Users, atLeast: 'MOD' },
  { href: '/admin/pictures', label: 'Pictures to review', tabLabel: 'Pictures', Icon: ShieldCheck, atLeast: 'MOD' },
  {
    href: '/admin/failed-events',
    label: 'Failed events',
    tabLabel: 'Failed events',
    Icon: TriangleAlert,
    atLeast: 'ADMIN',
  },
  {
    href: '/admin/suppressed-addresses',
    label: 'Suppressed addresses',
    tabLabel: 'Addresses',
    Icon: MailX,
    atLeast: 'ADMIN',
  },
  { href: '/admin/webhooks', label: 'Webhooks', tabLabel: 'Webhooks', Icon: Webhook, atLeast: 'ADMIN' },
  { href: '/admin/attacks', label: 'Attacks', tabLabel: 'Attacks', Icon: ShieldAlert, atLeast: 'ADMIN' },
  { href: '/admin/audit', label: 'Audit trail', tabLabel: 'Audit', Icon: ScrollText, atLeast: 'ADMIN' },
];

/** Whether a user of this role is shown what is for `atLeast` that role. What they may do is decided by the API. */
export function isStaff(role: Role, atLeast: 'MOD' | 'ADMIN' = 'MOD'): boolean {
  return role === 'ADMIN' || role === atLeast;
}

export function staffPagesOf(role: Role): readonly StaffPage[] {
  return staffPages.filter(({ atLeast }) => isStaff(role, atLeast));
}

interface StaffEntriesProps {
  role: Role;
  link: (entry: NavigationEntry) => ReactNode;
}

/** What the menu has for those who look after the platform, and nobody else has to fetch. */
export function StaffEntries({ role, link }: StaffEntriesProps) {
  return <div className="my-1.5 border-y border-line py-1.5">{staffPagesOf(role).map(link)}</div>;
}
