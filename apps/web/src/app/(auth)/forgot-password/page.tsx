import type { Metadata } from 'next';
import { ForgotPassword } from '@/features/auth/email-links/forgot-password.tsx';

export const metadata: Metadata = { title: 'Forgot your password?' };

export default function ForgotPasswordPage() {
  return <ForgotPassword />;
}
