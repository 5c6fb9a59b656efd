import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { ForgotPassword } from '@/features/auth/email-links/forgot-password.tsx';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('forgotPassword') };
}

export default function ForgotPasswordPage() {
  return (
    <PageTexts of={['forgot-password']}>
      <ForgotPassword />
    </PageTexts>
  );
}
