'use client';
import { useState } from 'react';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { AuthHeading } from '@/components/layout/auth-layout.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { LinkConfirmation, MailLink } from './email-link.tsx';
import { BackToSignIn } from './other-ways.tsx';

export function RestoreAccount() {
  return <MailLink another={<BackToSignIn />}>{(token) => <Restore token={token} />}</MailLink>;
}

function Restore({ token }: { token: string | undefined }) {
  const t = useTexts('restore-account');
  const { client } = useSession();
  const [restored, setRestored] = useState(false);
  const restore = useApiAction(async (token: string) => {
    await client('account.restoreAccount', { body: { token } });
    setRestored(true);
  });
  if (restored) {
    return (
      <>
        <AuthHeading title={t('restored')} takesOver>
          <p>{t('restoredText')}</p>
        </AuthHeading>
        <BackToSignIn />
      </>
    );
  }
  return (
    <LinkConfirmation token={token} action={restore} title={t('title')} label={t('keep')} another={<BackToSignIn />}>
      <p>{t('text')}</p>
    </LinkConfirmation>
  );
}
