import type { Metadata } from 'next';
import { ConfirmAddress } from '@/mail-links/confirm-address.tsx';

export const metadata: Metadata = { title: 'Confirm your address' };

export default function VerifyEmailPage() {
  return <ConfirmAddress purpose="verify" />;
}
