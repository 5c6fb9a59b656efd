import type { Metadata } from 'next';
import { ProfileSettings } from '@/features/account/settings/profile-settings.tsx';

export const metadata: Metadata = { title: 'Profile settings' };

export default function SettingsPage() {
  return <ProfileSettings />;
}
