import { TabLinks } from '@/components/layout/tab-links.tsx';

const tabs = [
  { href: '/settings', label: 'Profile' },
  { href: '/settings/security', label: 'Security' },
  { href: '/settings/sessions', label: 'Sessions' },
  { href: '/settings/data', label: 'Data' },
] as const;

export function SettingsTabs() {
  return <TabLinks label="Settings" tabs={tabs} />;
}
