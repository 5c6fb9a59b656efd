import type { Metadata } from 'next';
import { DeviceList } from '@/features/account/settings/device-list.tsx';

export const metadata: Metadata = { title: 'Sessions' };

export default function SessionsPage() {
  return <DeviceList />;
}
