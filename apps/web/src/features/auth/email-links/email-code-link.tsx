'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { AuthHeading } from '@/components/layout/auth-layout.tsx';
import { SecondStep } from '@/features/auth/login/second-step.tsx';
import { askedMethods } from '@/lib/api/asked-methods.ts';
import { homePath } from '@/lib/session/safe-redirect.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { LinkConfirmation, MailLink } from './email-link.tsx';
import { BackToSignIn } from './other-ways.tsx';

/** The page that the button in the email with a code opens. */
export function EmailCodeLink() {
  return <MailLink another={<BackToSignIn />}>{(token) => <SignInByLink token={token} />}</MailLink>;
}

function SignInByLink({ token }: { token: string | undefined }) {
  const t = useTexts('email-code-link');
  const tCommon = useTexts('common');
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
      setMethods(askedMethods(error, 'MFA_REQUIRED'));
    }
  });
  if (methods) {
    const restart = () => router.replace('/login');
    return <SecondStep methods={methods} proven="byLink" onComplete={complete} onRestart={restart} />;
  }
  // If somebody else requested this link, its reader must not be signed in as them.
  if (signIn.failureCode === 'OTHER_BROWSER') return <OtherBrowser />;
  return (
    <LinkConfirmation
      token={token}
      title={tCommon('signIn')}
      label={tCommon('signIn')}
      action={signIn}
      another={<BackToSignIn />}
    >
      <p>{t('text')}</p>
    </LinkConfirmation>
  );
}

function OtherBrowser() {
  const t = useTexts('email-code-link');
  return (
    <>
      <AuthHeading title={t('otherBrowser')} takesOver>
        <p>{t('otherBrowserText')}</p>
      </AuthHeading>
      <BackToSignIn />
    </>
  );
}
