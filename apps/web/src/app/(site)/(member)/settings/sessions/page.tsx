import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { DeviceList } from '@/features/account/settings/device-list.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('sessions') };
}

export default function SessionsPage() {
  return <DeviceList />;
}
