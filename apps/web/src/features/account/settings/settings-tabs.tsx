'use client';
import { TabLinks } from '@/components/layout/tab-links.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

export function SettingsTabs() {
  const t = useTexts('account');
  const tCommon = useTexts('common');
  const tabs = [
    { href: '/settings', label: t('profile') },
    { href: '/settings/security', label: t('security') },
    { href: '/settings/sessions', label: t('sessions') },
    { href: '/settings/data', label: t('data') },
  ];
  return <TabLinks label={tCommon('settings')} tabs={tabs} />;
}
