'use client';
import { staffPagesOf } from '@/components/layout/staff-pages.tsx';
import { TabLinks } from '@/components/layout/tab-links.tsx';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';

export function AdminTabs() {
  const { role } = useCurrentUser();
  const tabs = staffPagesOf(role).map(({ href, tabLabel: label }) => ({ href, label }));
  return <TabLinks label="Looking after the platform" tabs={tabs} />;
}
