import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { RestoreAccount } from '@/features/auth/email-links/restore-account.tsx';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('keepAccount') };
}

export default function RestoreAccountPage() {
  return (
    <PageTexts of={['restore-account', 'mail-links']}>
      <RestoreAccount />
    </PageTexts>
  );
}
