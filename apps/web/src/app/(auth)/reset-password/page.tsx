import type { Metadata } from 'next';
import { ResetPassword } from '@/features/auth/email-links/reset-password.tsx';

export const metadata: Metadata = { title: 'Choose a new password' };

export default function ResetPasswordPage() {
  return <ResetPassword />;
}
