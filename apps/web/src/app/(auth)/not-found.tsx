import { useTranslations } from 'next-intl';
import { buttonStyles } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';
import { StatusPage } from '@/components/layout/status-page.tsx';

/** Uses the layout of these pages: the general not-found page has a header of its own. */
export default function NoWayIn() {
  const t = useTranslations('pages');
  return (
    <StatusPage title={t('notInBox')}>
      <p>{t('notInBoxText')}</p>
      <PageLink href="/login" className={buttonStyles()}>
        {t('signIn')}
      </PageLink>
    </StatusPage>
  );
}
