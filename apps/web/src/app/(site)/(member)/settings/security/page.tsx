import type { Metadata } from 'next';
import { ChangeEmail } from '@/account/change-email.tsx';
import { ChangePassword } from '@/account/change-password.tsx';
import { SecondFactors } from '@/second-factors/second-factors.tsx';
import { SecurityEvents } from '@/security-events/security-events.tsx';

export const metadata: Metadata = { title: 'Security settings' };

export default function SecurityPage() {
  return (
    <>
      <ChangePassword />
      <ChangeEmail />
      <SecondFactors />
      <SecurityEvents />
    </>
  );
}
