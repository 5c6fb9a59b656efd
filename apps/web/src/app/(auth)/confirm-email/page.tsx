import type { Metadata } from 'next';
import { ConfirmEmail } from '@/features/auth/email-links/confirm-email.tsx';
import { readSignInMethods } from '@/lib/identities/read-providers.ts';

export const metadata: Metadata = { title: 'Confirm your new address' };

export default async function ConfirmEmailPage() {
  return <ConfirmEmail purpose="change" offered={await readSignInMethods()} />;
}
