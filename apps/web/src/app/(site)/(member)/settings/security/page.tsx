import type { Metadata } from 'next';
import { ChangeEmail } from '@/features/account/change-email.tsx';
import { ChangePassword } from '@/features/account/change-password.tsx';
import { MfaSettings } from '@/features/security/mfa/mfa.tsx';
import { SecurityEvents } from '@/features/security/activity/security-events.tsx';

export const metadata: Metadata = { title: 'Security settings' };

export default function SecurityPage() {
  return (
    <>
      <ChangePassword />
      <ChangeEmail />
      <MfaSettings />
      <SecurityEvents />
    </>
  );
}
