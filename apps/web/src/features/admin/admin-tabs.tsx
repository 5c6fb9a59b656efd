'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { staffPagesOf } from '@/components/layout/staff-pages.tsx';
import { TabLinks } from '@/components/layout/tab-links.tsx';
import { useCurrentUser } from '@/lib/session/session-provider.tsx';

export function AdminTabs() {
  const t = useTexts('admin');
  const tCommon = useTexts('common');
  const { role } = useCurrentUser();
  const tabs = staffPagesOf(role).map(({ href, tabLabel }) => ({ href, label: tabLabel(tCommon) }));
  return <TabLinks label={t('tabs')} tabs={tabs} />;
}
