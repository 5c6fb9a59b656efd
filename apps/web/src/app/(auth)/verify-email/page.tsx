import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { ConfirmEmail } from '@/features/auth/email-links/confirm-email.tsx';
import { readSignInMethods } from '@/lib/identities/read-providers.ts';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('confirmAddress') };
}

export default async function VerifyEmailPage() {
  return (
    <PageTexts of={['confirm-email', 'mail-links', 'email-verification', 'sign-in', 'email-code', 'second-step']}>
      <ConfirmEmail purpose="verify" offered={await readSignInMethods()} />
    </PageTexts>
  );
}
