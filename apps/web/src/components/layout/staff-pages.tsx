import type { Role } from '@pixelboxx/shared';
import { MailX, ScrollText, ShieldAlert, ShieldCheck, TriangleAlert, Users, Webhook } from 'lucide-react';
import type { ReactNode } from 'react';
import { featureStaffPages } from '@/generated/feature-staff-pages.ts';
import type { NavigationEntry, StaffPage } from './navigation-entry.ts';

/** The pages for staff, in the order of both the menu and their tabs. */
const staffPages: readonly StaffPage[] = [
  { href: '/admin', label: (t) => t('people'), tabLabel: (t) => t('people'), Icon: Users, atLeast: 'MOD' },
  {
    href: '/admin/pictures',
    label: (t) => t('picturesToReview'),
    tabLabel: (t) => t('pictures'),
    Icon: ShieldCheck,
    atLeast: 'MOD',
  },
  {
    href: '/admin/failed-events',
    label: (t) => t('failedEvents'),
    tabLabel: (t) => t('failedEvents'),
    Icon: TriangleAlert,
    atLeast: 'ADMIN',
  },
  {
    href: '/admin/suppressed-addresses',
    label: (t) => t('suppressedAddresses'),
    tabLabel: (t) => t('addresses'),
    Icon: MailX,
    atLeast: 'ADMIN',
  },
  {
    href: '/admin/webhooks',
    label: (t) => t('webhooks'),
    tabLabel: (t) => t('webhooks'),
    Icon: Webhook,
    atLeast: 'ADMIN',
  },
  {
    href: '/admin/attacks',
    label: (t) => t('attacks'),
    tabLabel: (t) => t('attacks'),
    Icon: ShieldAlert,
    atLeast: 'ADMIN',
  },
  {
    href: '/admin/audit',
    label: (t) => t('auditTrail'),
    tabLabel: (t) => t('audit'),
    Icon: ScrollText,
    atLeast: 'ADMIN',
  },
  ...featureStaffPages,
];

/** Whether a user of this role is shown pages for `atLeast` that role. The API decides what they may do. */
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

/** The menu entries for staff; nobody else loads them. */
export function StaffEntries({ role, link }: StaffEntriesProps) {
  return <div className="my-1.5 border-y border-line py-1.5">{staffPagesOf(role).map(link)}</div>;
}
