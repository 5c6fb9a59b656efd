import { useTranslations } from 'next-intl';
import { buttonStyles } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';
import { StatusPage } from '@/components/layout/status-page.tsx';

export default function NoAlbumHere() {
  const t = useTranslations('pages');
  return (
    <StatusPage title={t('noAlbum')}>
      <p>{t('noAlbumText')}</p>
      <PageLink href="/" className={buttonStyles()}>
        {t('frontPage')}
      </PageLink>
    </StatusPage>
  );
}
