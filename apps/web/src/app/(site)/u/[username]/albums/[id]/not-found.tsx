import { buttonStyles } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';
import { StatusPage } from '@/components/layout/status-page.tsx';

export default function NoAlbumHere() {
  return (
    <StatusPage title="There is no album here">
      <p>It may have been deleted, or its owner keeps it to themselves.</p>
      <PageLink href="/" className={buttonStyles()}>
        Go to the front page
      </PageLink>
    </StatusPage>
  );
}
