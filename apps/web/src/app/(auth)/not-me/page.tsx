import { getTranslations } from 'next-intl/server';
import type { Metadata } from 'next';
import { ReportCompromise } from '@/features/auth/email-links/report-compromise.tsx';
import { PageTexts } from '@/lib/page-texts/page-texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pages');
  return { title: t('secureAccount') };
}

export default function NotMePage() {
  return (
    <PageTexts of={['not-me', 'mail-links']}>
      <ReportCompromise />
    </PageTexts>
  );
}
