import { buttonStyles } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';
import { StatusPage } from '@/components/layout/status-page.tsx';

export default function NobodyHere() {
  return (
    <StatusPage title="Nobody goes by that name">
      <p>The name may be misspelled, or the person may have left. A username has only letters, digits, “_” and “-”.</p>
      <PageLink href="/" className={buttonStyles()}>
        Go to the front page
      </PageLink>
    </StatusPage>
  );
}
