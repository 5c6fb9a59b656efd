'use client';
import { useTexts } from '@/lib/texts/texts-provider.tsx';
import type { IdentityProvider } from '@pixelboxx/shared';
import { Button } from '@pixelboxx/ui';
import { useEffect, useState } from 'react';
import { FormAlert } from '@/components/forms/form-alert.tsx';
import { useApiAction } from '@/components/forms/use-api-action.ts';
import { leaveForProvider } from '@/lib/identities/leave-for-provider.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

/** Reauthentication by another sign-in at a linked provider. It leaves this page and returns: the action starts again. */
export function ByProvider() {
  const t = useTexts('security');
  const { client } = useSession();
  const [providers, setProviders] = useState<readonly IdentityProvider[]>([]);
  const look = useApiAction(async () => {
    const [{ items: configured }, { items: linked }] = await Promise.all([
      client('identity.providers'),
      client('identity.list'),
    ]);
    setProviders(configured.filter(({ id }) => linked.some(({ provider }) => provider.id === id)));
  });
  const leave = useApiAction(async (provider: string) => {
    const { url } = await client('identity.stepUp', { body: { provider } });
    leaveForProvider(url, window.location.pathname);
  });
  const { run } = look;
  useEffect(() => {
    void run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when it appears
  }, []);
  return (
    <div className="mt-3 flex flex-col gap-3">
      <FormAlert {...look} />
      <FormAlert {...leave} />
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          block
          variant="secondary"
          loading={leave.running}
          disabled={leave.waitSeconds > 0}
          onClick={() => void leave.run(id)}
        >
          {t('signInAgainAt', { provider: name })}
        </Button>
      ))}
    </div>
  );
}
