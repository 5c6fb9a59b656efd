import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { ResetPassword } from '@/features/auth/email-links/reset-password.tsx';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('newPassword') };
}

export default function ResetPasswordPage() {
  return (
    <PageTexts of={['reset-password', 'mail-links', 'passwords']}>
      <ResetPassword />
    </PageTexts>
  );
}
