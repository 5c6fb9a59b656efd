import { TabLinks } from '@/components/layout/tab-links.tsx';

const tabs = [
  { href: '/admin', label: 'People' },
  { href: '/admin/pictures', label: 'Pictures' },
] as const;

export function AdminTabs() {
  return <TabLinks label="Looking after the platform" tabs={tabs} />;
}
