'use client';
import type { CurrentUser } from '@pixelboxx/shared';
import { Alert, Button } from '@pixelboxx/ui';
import { KeyRound } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useHydrated } from '@/components/forms/use-hydrated.ts';
import { retryImport } from '@/lib/loading/retry-import.ts';
import { askForPasskey, supportsPasskeys } from '@/lib/passkeys/browser-passkeys.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { PasswordStep } from './password-step.tsx';

const SecondStep = dynamic(() => retryImport(() => import('./second-step.tsx')).then(({ SecondStep }) => SecondStep));

/** `returnTo` is a path of this site, known to be safe. */
export function LoginForm({ returnTo }: { returnTo: string }) {
  const router = useRouter();
  return <SignIn onSignedIn={() => router.replace(returnTo)} />;
}

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

/** Signs in without a password. Hidden where the browser knows no passkeys. */
function PasskeySignIn({ onComplete }: { onComplete: (user: CurrentUser) => void }) {
  const { client } = useSession();
  const hydrated = useHydrated();
  const signIn = useApiAction(async () => {
    onComplete(await client('passkey.signIn', { body: { response: await askForPasskey(client) } }));
  });
  if (hydrated && !supportsPasskeys()) return null;
  return (
    <div className="mt-5 flex flex-col gap-5">
      <p aria-hidden="true" className="flex items-center gap-4 text-sm text-ink-faint">
        <span className="h-px flex-1 bg-line" /> <span>or</span> <span className="h-px flex-1 bg-line" />
      </p>
      <FormAlert {...signIn} />
      <Button
        block
        size="large"
        variant="secondary"
        loading={signIn.running}
        disabled={!hydrated || signIn.waitSeconds > 0}
        onClick={() => void signIn.run()}
      >
        <KeyRound aria-hidden="true" className="size-5" />
        <span>Sign in with a passkey</span>
      </Button>
    </div>
  );
}
