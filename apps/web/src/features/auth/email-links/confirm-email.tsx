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
import { LinkConfirmation, MailLink } from './email-link.tsx';
import { AnotherVerification } from './other-ways.tsx';

/** `verify` for the address of a new account, `change` for one that is to replace another. */
type Purpose = 'verify' | 'change';

const words: Record<Purpose, { title: string; text: string; label: string; signIn: string }> = {
  verify: {
    title: 'Confirm your address',
    text: 'One click, and we know where to reach you if you ever lose your password.',
    label: 'Confirm my address',
    signIn: 'Please sign in, so that we know this address and this account belong to the same person.',
  },
  change: {
    title: 'Use this address',
    text: 'From your click on, this is the address of your account.',
    label: 'Use this address',
    signIn: 'Please sign in to the account whose address you want to change.',
  },
};

interface ConfirmEmailProps {
  purpose: Purpose;
  /** Ways to sign in before that. */
  offered?: readonly SignInMethod[];
}

export function ConfirmEmail(props: ConfirmEmailProps) {
  return <MailLink another={<AnotherVerification />}>{(token) => <Confirm token={token} {...props} />}</MailLink>;
}

function Confirm({ token, purpose, offered }: ConfirmEmailProps & { token: string | undefined }) {
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
  if (session.status === 'unavailable') return <Unavailable>Your link is not used up: it waits with you.</Unavailable>;
  const wrongAccount = confirm.failureCode === 'UNAUTHENTICATED';
  if ((session.status === 'signed-out' || wrongAccount) && !withoutSession) {
    return (
      <>
        <AuthHeading title={title} takesOver={wrongAccount}>
          <p>{wrongAccount ? 'This link belongs to another account. Please sign in to that one.' : signIn}</p>
        </AuthHeading>
        <SignIn offered={offered} onSignedIn={() => token !== undefined && void confirm.run(token)} />
        {purpose === 'verify' && (
          <Button variant="quiet" block className="mt-4" onClick={() => setWithoutSession(true)}>
            I don’t have the password
          </Button>
        )}
      </>
    );
  }
  return (
    <LinkConfirmation {...{ token, title, label }} action={confirm} another={<AnotherVerification />}>
      <p>
        {withoutSession
          ? 'You read this mailbox, so the account is yours. The password it has now stops working, and we mail you a link for choosing your own.'
          : text}
      </p>
    </LinkConfirmation>
  );
}

function Confirmed() {
  return (
    <>
      <AuthHeading title="Your address is confirmed" takesOver>
        <p>Thank you. That’s all.</p>
      </AuthHeading>
      <PageLink href={homePath} className={buttonStyles({ size: 'large', block: true })}>
        Go to your home
      </PageLink>
    </>
  );
}

function Claimed() {
  return (
    <AuthHeading title="One more step" takesOver>
      <p>
        Your address is confirmed. Nobody was signed in here, so we made sure that nobody else is either: choose your
        own password by the link in the letter we have just sent.
      </p>
    </AuthHeading>
  );
}
