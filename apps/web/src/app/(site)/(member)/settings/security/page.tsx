import type { Metadata } from 'next';
import { DeviceList } from '@/settings/device-list.tsx';

export const metadata: Metadata = { title: 'Security settings' };

export default function SecurityPage() {
  return <DeviceList />;
}
