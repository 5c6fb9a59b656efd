'use client';
import { useState } from 'react';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { AuthHeading } from '@/components/layout/auth-layout.tsx';
import { LinkConfirmation, MailLink } from './email-link.tsx';
import { BackToSignIn } from './other-ways.tsx';

export function RestoreAccount() {
  return <MailLink another={<BackToSignIn />}>{(token) => <Restore token={token} />}</MailLink>;
}

function Restore({ token }: { token: string | undefined }) {
  const { client } = useSession();
  const [restored, setRestored] = useState(false);
  const restore = useApiAction(async (token: string) => {
    await client('account.restoreAccount', { body: { token } });
    setRestored(true);
  });
  if (restored) {
    return (
      <>
        <AuthHeading title="Good to have you back" takesOver>
          <p>Everything is where you left it. Sign in with the password you had.</p>
        </AuthHeading>
        <BackToSignIn />
      </>
    );
  }
  return (
    <LinkConfirmation
      token={token}
      action={restore}
      title="Changed your mind?"
      label="Keep my account"
      another={<BackToSignIn />}
    >
      <p>Your account is waiting to be removed. Keep it, and everything in it stays.</p>
    </LinkConfirmation>
  );
}
