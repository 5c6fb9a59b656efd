import type { Metadata } from 'next';
import { ReportCompromise } from '@/features/auth/email-links/report-compromise.tsx';

export const metadata: Metadata = { title: 'Secure your account' };

export default function NotMePage() {
  return <ReportCompromise />;
}
