'use client';
import { TabLinks } from '@/components/layout/tab-links.tsx';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';

const tabs = [
  { href: '/admin', label: 'People' },
  { href: '/admin/pictures', label: 'Pictures' },
] as const;

const administratorTabs = [
  ...tabs,
  { href: '/admin/failed-events', label: 'Failed events' },
  { href: '/admin/attacks', label: 'Attacks' },
];

export function AdminTabs() {
  const { role } = useCurrentUser();
  return <TabLinks label="Looking after the platform" tabs={role === 'ADMIN' ? administratorTabs : tabs} />;
}
