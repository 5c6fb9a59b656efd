import type { Metadata } from 'next';
import { ConfirmAddress } from '@/features/auth/email-links/confirm-email.tsx';

export const metadata: Metadata = { title: 'Confirm your new address' };

export default function ConfirmEmailPage() {
  return <ConfirmAddress purpose="change" />;
}
