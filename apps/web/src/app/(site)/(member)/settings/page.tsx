import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { ProfileSettings } from '@/features/account/settings/profile-settings.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('profileSettings') };
}

export default function SettingsPage() {
  return <ProfileSettings />;
}
