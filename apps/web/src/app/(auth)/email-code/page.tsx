import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { EmailCodeLink } from '@/features/auth/email-links/email-code-link.tsx';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('signIn') };
}

export default function EmailCodePage() {
  return (
    <PageTexts of={['email-code-link', 'mail-links', 'second-step']}>
      <EmailCodeLink />
    </PageTexts>
  );
}
