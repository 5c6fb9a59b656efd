import type { StorageQuota } from '@pixelboxx/shared';
import { useCallback, useEffect, useState } from 'react';
import { useSession } from '@/session/session-provider.tsx';

/** How much is stored; null until it is known, and where it cannot be known the page does without. */
export function useQuota(): { quota: StorageQuota | null; reload: () => void } {
  const { client } = useSession();
  const [quota, setQuota] = useState<StorageQuota | null>(null);
  const reload = useCallback(() => {
    client('upload.quota').then(setQuota, () => undefined);
  }, [client]);
  useEffect(reload, [reload]);
  return { quota, reload };
}
