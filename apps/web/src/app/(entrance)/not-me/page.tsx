import type { Metadata } from 'next';
import { NotMe } from '@/mail-links/not-me.tsx';

export const metadata: Metadata = { title: 'Secure your account' };

export default function NotMePage() {
  return <NotMe />;
}
