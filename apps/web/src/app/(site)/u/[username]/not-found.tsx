import { useTranslations } from 'next-intl';
import { buttonStyles } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';
import { StatusPage } from '@/components/layout/status-page.tsx';

export default function NobodyHere() {
  const t = useTranslations('pages');
  return (
    <StatusPage title={t('nobody')}>
      <p>{t('nobodyText')}</p>
      <PageLink href="/" className={buttonStyles()}>
        {t('frontPage')}
      </PageLink>
    </StatusPage>
  );
}
