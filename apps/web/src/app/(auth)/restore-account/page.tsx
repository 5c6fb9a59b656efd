import type { Metadata } from 'next';
import { RestoreAccount } from '@/features/auth/email-links/restore-account.tsx';

export const metadata: Metadata = { title: 'Keep your account' };

export default function RestoreAccountPage() {
  return <RestoreAccount />;
}
