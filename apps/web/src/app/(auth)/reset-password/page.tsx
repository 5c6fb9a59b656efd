import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { ResetPassword } from '@/features/auth/email-links/reset-password.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('newPassword') };
}

export default function ResetPasswordPage() {
  return <ResetPassword />;
}
