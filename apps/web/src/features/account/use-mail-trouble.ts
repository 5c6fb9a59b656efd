'use client';
import type { MailDelivery } from '@pixelboxx/shared';
import { useEffect, useState } from 'react';
import { useSession } from '@/lib/session/session-provider.tsx';

/** Why mail does not reach the user; null where it does, as far as is known. */
export function useMailTrouble(): MailDelivery['trouble'] {
  const { client } = useSession();
  const [trouble, setTrouble] = useState<MailDelivery['trouble']>(null);
  useEffect(() => {
    // What could not be asked is asked at the next visit: the page is about other things.
    client('suppression.own').then(
      (delivery) => setTrouble(delivery.trouble),
      () => undefined,
    );
  }, [client]);
  return trouble;
}
