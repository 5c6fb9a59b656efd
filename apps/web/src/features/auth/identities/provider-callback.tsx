'use client';
import type { AuthorizationOutcome, CurrentUser } from '@pixelboxx/shared';
import { later } from '@/components/loading/later.tsx';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { Splash } from '@/components/layout/splash.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { askedMethods } from '@/lib/api/asked-methods.ts';
import { takeReturnAddress } from '@/lib/identities/leave-for-provider.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { FailedCallback } from './failed-callback.tsx';
import { useProviderResponse } from './use-provider-response.ts';

const SecondStep = later(() => import('../login/second-step.tsx').then(({ SecondStep }) => SecondStep));
const CompleteRegistration = later(() =>
  import('./complete-registration.tsx').then(({ CompleteRegistration }) => CompleteRegistration),
);

type Next =
  | { readonly step: 'second-factor'; readonly methods: readonly string[] }
  | { readonly step: 'registration'; readonly registration: NonNullable<AuthorizationOutcome['registration']> };

/** The page to which a provider sends the browser: completes the sign-in, or says why that failed. */
export function ProviderCallback({ provider }: { provider: string }) {
  const { client, signedIn } = useSession();
  const router = useRouter();
  const response = useProviderResponse();
  const [next, setNext] = useState<Next | null>(null);
  const enter = (user: CurrentUser, path = takeReturnAddress()) => {
    signedIn(user);
    router.replace(path);
  };
  const complete = useApiAction(async (given: string) => {
    try {
      const { user, registration } = await client('identity.callback', { body: { provider, response: given } });
      if (user) enter(user);
      else if (registration) {
        await CompleteRegistration.fetch();
        setNext({ step: 'registration', registration });
      } else router.replace(takeReturnAddress('/settings/security'));
    } catch (error) {
      const methods = askedMethods(error, 'MFA_REQUIRED');
      await SecondStep.fetch();
      setNext({ step: 'second-factor', methods });
    }
  });
  const isSent = useRef(false);
  const { run } = complete;
  useEffect(() => {
    if (response === undefined || isSent.current) return;
    isSent.current = true;
    void run(response);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the query has been read: it is good once
  }, [response]);
  if (next?.step === 'second-factor') {
    return (
      <SecondStep
        methods={next.methods}
        proven="byProvider"
        onComplete={(user) => enter(user)}
        onRestart={() => router.replace('/login')}
      />
    );
  }
  if (next) return <CompleteRegistration {...next.registration} onComplete={(user) => enter(user, '/onboarding')} />;
  return complete.failure ? <FailedCallback {...complete} /> : <Splash />;
}
