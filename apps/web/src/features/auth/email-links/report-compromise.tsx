'use client';
import { useState } from 'react';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { AuthHeading } from '@/components/layout/auth-layout.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { LinkConfirmation, MailLink } from './email-link.tsx';
import { AnotherReset } from './other-ways.tsx';

export function ReportCompromise() {
  return <MailLink another={<AnotherReset />}>{(token) => <ConfirmReport token={token} />}</MailLink>;
}

function ConfirmReport({ token }: { token: string | undefined }) {
  const t = useTexts('not-me');
  const { client, session, resume } = useSession();
  const [secured, setSecured] = useState(false);
  const reportCompromise = useApiAction(async (token: string) => {
    await client('account.reportCompromise', { body: { token } });
    setSecured(true);
    // The ended sessions may include this browser's.
    if (session.status !== 'signed-out') await resume();
  });
  if (secured) {
    return (
      <AuthHeading title={t('safe')} takesOver>
        <p>{t('safeText')}</p>
      </AuthHeading>
    );
  }
  return (
    <LinkConfirmation
      token={token}
      action={reportCompromise}
      title={t('title')}
      label={t('secure')}
      variant="danger"
      another={<AnotherReset />}
    >
      <p>{t('text')}</p>
      <ul className="mt-3 flex list-disc flex-col gap-1.5 ps-6">
        <li>{t('signedOut')}</li>
        <li>{t('noPassword')}</li>
        <li>{t('comesBack')}</li>
        <li>{t('link')}</li>
      </ul>
    </LinkConfirmation>
  );
}
