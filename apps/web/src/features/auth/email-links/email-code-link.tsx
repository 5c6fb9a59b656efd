'use client';
import { buttonStyles } from '@pixelboxx/ui';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { AuthHeading } from '@/components/layout/auth-layout.tsx';
import { PageLink } from '@/components/layout/page-link.tsx';
import { SecondStep } from '@/features/auth/login/second-step.tsx';
import { isApiError } from '@/lib/api/api-failure.ts';
import { homePath } from '@/lib/session/safe-redirect.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { LinkConfirmation, MailLink } from './email-link.tsx';

const another = (
  <PageLink href="/login" className={buttonStyles({ size: 'large', block: true })}>
    Go to sign-in
  </PageLink>
);

/** What the button in the e-mail with a code opens. */
export function EmailCodeLink() {
  return <MailLink another={another}>{(token) => <SignInByLink token={token} />}</MailLink>;
}

function SignInByLink({ token }: { token: string | undefined }) {
  const { client, signedIn } = useSession();
  const router = useRouter();
  const [methods, setMethods] = useState<readonly string[] | null>(null);
  const complete = (user: Parameters<typeof signedIn>[0]) => {
    signedIn(user);
    router.replace(homePath);
  };
  const signIn = useApiAction(async (held: string) => {
    try {
      complete(await client('emailCode.verify', { body: { token: held } }));
    } catch (error) {
      if (!isApiError(error) || error.code !== 'MFA_REQUIRED') throw error;
      setMethods(error.details.methods ?? ['TOTP', 'BACKUP_CODE']);
    }
  });
  if (methods) {
    const restart = () => router.replace('/login');
    return <SecondStep methods={methods} firstProof="Your link is right." onComplete={complete} onRestart={restart} />;
  }
  // Whoever else has asked for this link must not have its reader signed in as them.
  if (signIn.failureCode === 'OTHER_BROWSER') return <OtherBrowser />;
  return (
    <LinkConfirmation token={token} title="Sign in" label="Sign in" action={signIn} another={another}>
      <p>One click, and you are in.</p>
    </LinkConfirmation>
  );
}

function OtherBrowser() {
  return (
    <>
      <AuthHeading title="Type the code there" takesOver>
        <p>
          This link works in the browser where you asked for it. Go back there, and type the eight digits that stand
          above the button in our e-mail. Did you not ask for a code? Then close this page: nothing has happened.
        </p>
      </AuthHeading>
      {another}
    </>
  );
}
