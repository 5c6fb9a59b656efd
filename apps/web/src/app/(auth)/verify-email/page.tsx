import type { Metadata } from 'next';
import { ConfirmEmail } from '@/features/auth/email-links/confirm-email.tsx';

export const metadata: Metadata = { title: 'Confirm your address' };

export default function VerifyEmailPage() {
  return <ConfirmEmail purpose="verify" />;
}
