import type { Metadata } from 'next';
import { NotMe } from '@/features/auth/email-links/report-compromise.tsx';

export const metadata: Metadata = { title: 'Secure your account' };

export default function NotMePage() {
  return <NotMe />;
}
