'use client';
import { useState } from 'react';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { AuthHeading } from '@/components/layout/auth-layout.tsx';
import { LinkConfirmation, MailLink } from './email-link.tsx';
import { AnotherReset } from './other-ways.tsx';

export function ReportCompromise() {
  return <MailLink another={<AnotherReset />}>{(token) => <ConfirmReport token={token} />}</MailLink>;
}

function ConfirmReport({ token }: { token: string | undefined }) {
  const { client, session, resume } = useSession();
  const [secured, setSecured] = useState(false);
  const reportCompromise = useApiAction(async (token: string) => {
    await client('account.reportCompromise', { body: { token } });
    setSecured(true);
    // It may have been this browser's session that ended.
    if (session.status !== 'signed-out') await resume();
  });
  if (secured) {
    return (
      <AuthHeading title="Your account is safe" takesOver>
        <p>
          Every device is signed out, and the old password no longer works. We sent you a letter: its link asks you what
          else is yours, lets you choose a new password and come back in.
        </p>
      </AuthHeading>
    );
  }
  return (
    <LinkConfirmation
      token={token}
      action={reportCompromise}
      title="This wasn’t you?"
      label="Secure my account"
      variant="danger"
      another={<AnotherReset />}
    >
      <p>Then let’s lock the door. On your click:</p>
      <ul className="mt-3 flex list-disc flex-col gap-1.5 pl-6">
        <li>every device is signed out, at once,</li>
        <li>the password stops working,</li>
        <li>an e-mail address that was changed, or an account that was deleted, comes back,</li>
        <li>we mail you a link for choosing a new password.</li>
      </ul>
    </LinkConfirmation>
  );
}
