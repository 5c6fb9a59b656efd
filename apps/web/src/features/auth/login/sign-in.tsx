'use client';
import type { CurrentUser } from '@pixelboxx/shared';
import { Alert } from '@pixelboxx/ui';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useSession } from '@/lib/session/session-provider.tsx';
import { PasskeySignIn } from './passkey-sign-in.tsx';
import { PasswordStep } from './password-step.tsx';
import { retryImport } from '@/lib/loading/retry-import.ts';

const SecondStep = dynamic(() => retryImport(() => import('./second-step.tsx')).then(({ SecondStep }) => SecondStep));

interface SignInProps {
  /** The user is signed in, and the page knows. */
  onSignedIn: () => void;
}

/** Every way to sign in, on one page: password, then a second factor where one is enabled; or a passkey. */
export function SignIn({ onSignedIn }: SignInProps) {
  const { signedIn } = useSession();
  const [methods, setMethods] = useState<readonly string[] | null>(null);
  const [restartReason, setRestartReason] = useState<string | null>(null);
  const complete = (user: CurrentUser) => {
    signedIn(user);
    onSignedIn();
  };
  if (methods) {
    const restart = (reason: string | null) => {
      setRestartReason(reason);
      setMethods(null);
    };
    return <SecondStep methods={methods} onComplete={complete} onRestart={restart} />;
  }
  return (
    <>
      {restartReason && (
        <div className="mb-5">
          <Alert tone="warning" title={restartReason} />
        </div>
      )}
      <PasswordStep onComplete={complete} onSecondFactor={setMethods} />
      <PasskeySignIn onComplete={complete} />
    </>
  );
}
