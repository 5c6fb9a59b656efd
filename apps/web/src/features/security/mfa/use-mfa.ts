import type { MfaStatus, Passkey } from '@pixelboxx/shared';
import { useEffect, useState } from 'react';
import { useApiAction, type ApiAction } from '@/components/forms/use-api-action.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

interface Factors {
  status: MfaStatus;
  passkeys: Passkey[];
}

/** The enabled factors; null until they are known. `look` loads them again. */
export function useMfa(): { factors: Factors | null; look: ApiAction<[]> } {
  const { client } = useSession();
  const [factors, setFactors] = useState<Factors | null>(null);
  const look = useApiAction(async () => {
    const [status, { items }] = await Promise.all([client('mfa.status'), client('passkey.list')]);
    setFactors({ status, passkeys: items });
  });
  const { run } = look;
  useEffect(() => {
    void run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the page appears
  }, []);
  return { factors, look };
}
