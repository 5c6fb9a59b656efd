'use client';
import type { SignInMethod } from '@pixelboxx/shared';
import { Button, buttonStyles } from '@pixelboxx/ui';
import { PageLink } from '@/components/layout/page-link.tsx';
import { useState } from 'react';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { SignIn } from '@/features/auth/login/sign-in.tsx';
import { homePath } from '@/lib/session/safe-redirect.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { Unavailable } from '@/components/session/unavailable.tsx';
import { AuthHeading } from '@/components/layout/auth-layout.tsx';
import { Splash } from '@/components/layout/splash.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { AnotherVerification } from './another-verification.tsx';
import { LinkConfirmation, MailLink } from './email-link.tsx';

/** `verify` for the address of a new account, `change` for one that will replace another. */
type Purpose = 'verify' | 'change';

const words = {
  verify: { title: 'verify', text: 'verifyText', label: 'verifyLabel', signIn: 'verifySignIn' },
  change: { title: 'change', text: 'changeText', label: 'change', signIn: 'changeSignIn' },
} as const satisfies Record<Purpose, object>;

interface ConfirmEmailProps {
  purpose: Purpose;
  /** Methods to sign in first. */
  offered?: readonly SignInMethod[];
}

export function ConfirmEmail(props: ConfirmEmailProps) {
  return <MailLink another={<AnotherVerification />}>{(token) => <Confirm token={token} {...props} />}</MailLink>;
}

function Confirm({ token, purpose, offered }: ConfirmEmailProps & { token: string | undefined }) {
  const t = useTexts('confirm-email');
  const { client, session, updateUser } = useSession();
  const [outcome, setOutcome] = useState<'confirmed' | 'claimed' | null>(null);
  const [withoutSession, setWithoutSession] = useState(false);
  const { title, text, label, signIn } = words[purpose];
  const confirm = useApiAction(async (token: string) => {
    const { mustResetPassword } = await client('account.verifyEmail', { body: { token } });
    setOutcome(mustResetPassword ? 'claimed' : 'confirmed');
    if (!mustResetPassword) updateUser(await client('auth.me'));
  });

  if (outcome) return outcome === 'confirmed' ? <Confirmed /> : <Claimed />;
  if (session.status === 'expired') return <Splash />;
  if (session.status === 'unavailable') return <Unavailable>{t('linkWaits')}</Unavailable>;
  const wrongAccount = confirm.failureCode === 'UNAUTHENTICATED';
  if ((session.status === 'signed-out' || wrongAccount) && !withoutSession) {
    return (
      <>
        <AuthHeading title={t(title)} takesOver={wrongAccount}>
          <p>{t(wrongAccount ? 'wrongAccount' : signIn)}</p>
        </AuthHeading>
        <SignIn offered={offered} onSignedIn={() => token !== undefined && void confirm.run(token)} />
        {purpose === 'verify' && (
          <Button variant="quiet" block className="mt-4" onClick={() => setWithoutSession(true)}>
            {t('noPassword')}
          </Button>
        )}
      </>
    );
  }
  return (
    <LinkConfirmation
      token={token}
      title={t(title)}
      label={t(label)}
      action={confirm}
      another={<AnotherVerification />}
    >
      <p>{t(withoutSession ? 'withoutPassword' : text)}</p>
    </LinkConfirmation>
  );
}

function Confirmed() {
  const t = useTexts('confirm-email');
  const tCommon = useTexts('common');
  return (
    <>
      <AuthHeading title={t('confirmed')} takesOver>
        <p>{t('confirmedText')}</p>
      </AuthHeading>
      <PageLink href={homePath} className={buttonStyles({ size: 'large', block: true })}>
        {tCommon('goHome')}
      </PageLink>
    </>
  );
}

function Claimed() {
  const t = useTexts('confirm-email');
  return (
    <AuthHeading title={t('claimed')} takesOver>
      <p>{t('claimedText')}</p>
    </AuthHeading>
  );
}
