import type { Metadata } from 'next';
import { ConfirmAddress } from '@/mail-links/confirm-address.tsx';

export const metadata: Metadata = { title: 'Confirm your new address' };

export default function ConfirmEmailPage() {
  return <ConfirmAddress purpose="change" />;
}
