'use client';
import type { MailDelivery } from '@pixelboxx/shared';
import { useEffect, useState } from 'react';
import { useSession } from '@/lib/session/session-provider.tsx';

/** Why email does not reach the user; null if it does, as far as is known. */
export function useMailTrouble(): MailDelivery['trouble'] {
  const { client } = useSession();
  const [trouble, setTrouble] = useState<MailDelivery['trouble']>(null);
  useEffect(() => {
    // A failed request is repeated at the next visit: the page is about other things.
    client('suppression.own').then(
      (delivery) => setTrouble(delivery.trouble),
      () => undefined,
    );
  }, [client]);
  return trouble;
}
