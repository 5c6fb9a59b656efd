import type { Metadata } from 'next';
import { EmailCodeLink } from '@/features/auth/email-links/email-code-link.tsx';

export const metadata: Metadata = { title: 'Sign in' };

export default function EmailCodePage() {
  return <EmailCodeLink />;
}
