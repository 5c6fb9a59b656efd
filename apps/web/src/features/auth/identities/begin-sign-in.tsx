'use client';
import type { IdentityProvider } from '@pixelboxx/shared';
import { Button } from '@pixelboxx/ui';
import { useEffect, useRef } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { AuthHeading, AuthLink } from '@/components/layout/auth-layout.tsx';
import { leaveForProvider } from '@/lib/identities/leave-for-provider.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { useTexts } from '@/lib/texts/texts-provider.tsx';

interface BeginSignInProps {
  provider: IdentityProvider;
  /** A path of this site, already checked. */
  returnTo: string;
  /** Opened by a link of this site: that click was enough to start. A link on another site starts nothing. */
  isOwnLink: boolean;
}

/** Sends the browser to a provider. */
export function BeginSignIn({ provider, returnTo, isOwnLink }: BeginSignInProps) {
  const t = useTexts('providers');
  const { client } = useSession();
  const start = useApiAction(async () => {
    const { url } = await client('identity.start', { body: { provider: provider.id } });
    leaveForProvider(url, returnTo);
  });
  const begun = useRef(false);
  const { run } = start;
  useEffect(() => {
    if (!isOwnLink || begun.current) return;
    begun.current = true;
    void run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the page appears
  }, []);
  return (
    <>
      <AuthHeading title={t('continueWith', { provider: provider.name })}>
        {t('text', { provider: provider.name })}
      </AuthHeading>
      <div className="flex flex-col gap-5">
        <FormAlert {...start} />
        <Button
          block
          size="large"
          loading={start.running}
          disabled={start.waitSeconds > 0}
          onClick={() => void start.run()}
        >
          {t('goTo', { provider: provider.name })}
        </Button>
      </div>
      <AuthLink question={t('changedMind')} href="/login">
        {t('anotherWay')}
      </AuthLink>
    </>
  );
}
