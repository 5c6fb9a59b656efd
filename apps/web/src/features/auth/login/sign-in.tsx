'use client';
import type { CurrentUser, SignInMethod } from '@pixelboxx/shared';
import { Alert, Button } from '@pixelboxx/ui';
import { KeyRound } from 'lucide-react';
import { later } from '@/components/loading/later.tsx';
import { useRouter } from 'next/navigation';
import { useState, type ReactNode } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { useHydrated } from '@/components/loading/use-hydrated.ts';
import { useOpening } from '@/components/loading/use-opening.ts';
import { retryImport } from '@/lib/loading/retry-import.ts';
import { supportsPasskeys } from '@/lib/passkeys/supports-passkeys.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { PasswordStep } from './password-step.tsx';
import { useFirstSign } from './use-first-sign.ts';

const SecondStep = later(() => import('./second-step.tsx').then(({ SecondStep }) => SecondStep));
const EmailCode = later(() => import('./email-code.tsx').then(({ EmailCode }) => EmailCode));

interface SignInProps {
  /** The user is signed in, and the session state is updated. */
  onSignedIn: () => void;
  /** Sign-in methods of this installation; all by default. */
  offered?: readonly SignInMethod[] | undefined;
  /** Other content for users who are not signed in yet; hidden once only the second step is missing. */
  children?: ReactNode;
}

/** `returnTo` is a path of this site, known to be safe. */
export function LoginForm({ returnTo, ...props }: { returnTo: string } & Omit<SignInProps, 'onSignedIn'>) {
  const router = useRouter();
  return <SignIn {...props} onSignedIn={() => router.replace(returnTo)} />;
}

/** All sign-in methods on one page: password or emailed code, then a second factor if one is enabled; or a passkey. */
export function SignIn({ onSignedIn, offered, children }: SignInProps) {
  const { client, signedIn } = useSession();
  const offers = (method: SignInMethod) => !offered || offered.includes(method);
  const byPassword = offers('password');
  const [methods, setMethods] = useState<readonly string[] | null>(null);
  const [restartReason, setRestartReason] = useState<string | null>(null);
  /** What was typed when a code was requested; null while another method is used. */
  const [codeFor, setCodeFor] = useState(byPassword || !offers('email-code') ? null : '');
  const toEmailCode = useOpening(EmailCode, setCodeFor);
  const askMfa = async (asked: readonly string[]) => {
    await SecondStep.fetch();
    setMethods(asked);
  };
  const complete = (user: CurrentUser) => {
    signedIn(user);
    onSignedIn();
  };
  const isAsked = methods !== null || Boolean(codeFor);
  // A page can have only one passkey request open at a time.
  const endAutofill = useFirstSign(offers('passkey') && !isAsked, async (signal) => {
    const { signInByAutofill } = await import('./passkey-autofill.ts');
    const user = await signInByAutofill(client, signal);
    if (user) complete(user);
  });
  if (methods) {
    const restart = (reason: string | null) => {
      setRestartReason(reason);
      setMethods(null);
    };
    const proven = codeFor === null ? 'byPassword' : 'byCode';
    return <SecondStep {...{ methods, proven }} onComplete={complete} onRestart={restart} />;
  }
  return (
    <div onSubmitCapture={endAutofill}>
      {restartReason && (
        <div className="mb-5">
          <Alert tone="warning" title={restartReason} />
        </div>
      )}
      {codeFor !== null ? (
        <EmailCode
          typed={codeFor}
          onComplete={complete}
          onMfaRequired={askMfa}
          onBack={byPassword ? () => setCodeFor(null) : null}
        />
      ) : (
        byPassword && (
          <PasswordStep
            onComplete={complete}
            onMfaRequired={askMfa}
            toEmailCode={offers('email-code') ? toEmailCode : null}
          />
        )
      )}
      {offers('passkey') && <PasskeySignIn onComplete={complete} onBegin={endAutofill} />}
      <div className="contents">{children}</div>
    </div>
  );
}

interface PasskeySignInProps {
  onBegin: () => void;
  onComplete: (user: CurrentUser) => void;
}

/** Signs in without a password. Hidden if the browser does not support passkeys. */
function PasskeySignIn({ onBegin, onComplete }: PasskeySignInProps) {
  const t = useTexts('sign-in');
  const { client } = useSession();
  const hydrated = useHydrated();
  const signIn = useApiAction(async () => {
    onBegin();
    const { askForPasskey } = await retryImport(() => import('@/lib/passkeys/browser-passkeys.ts'));
    onComplete(await client('passkey.signIn', { body: { response: await askForPasskey(client) } }));
  });
  if (hydrated && !supportsPasskeys()) return null;
  return (
    <div className="mt-5 flex flex-col gap-5">
      <p aria-hidden="true" className="flex items-center gap-4 text-sm text-ink-faint">
        <span className="h-px flex-1 bg-line" /> <span>{t('or')}</span> <span className="h-px flex-1 bg-line" />
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
        <span>{t('withPasskey')}</span>
      </Button>
    </div>
  );
}
