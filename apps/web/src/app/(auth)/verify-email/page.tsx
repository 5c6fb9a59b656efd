import type { Metadata } from 'next';
import { ConfirmEmail } from '@/features/auth/email-links/confirm-email.tsx';
import { readSignInMethods } from '@/lib/identities/read-providers.ts';

export const metadata: Metadata = { title: 'Confirm your address' };

export default async function VerifyEmailPage() {
  return <ConfirmEmail purpose="verify" offered={await readSignInMethods()} />;
}
