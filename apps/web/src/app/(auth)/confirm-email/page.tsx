import type { Metadata } from 'next';
import { ConfirmEmail } from '@/features/auth/email-links/confirm-email.tsx';

export const metadata: Metadata = { title: 'Confirm your new address' };

export default function ConfirmEmailPage() {
  return <ConfirmEmail purpose="change" />;
}
