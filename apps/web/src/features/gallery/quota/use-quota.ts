import type { StorageQuota } from '@pixelboxx/shared';
import { useCallback, useEffect, useState } from 'react';
import { useSession } from '@/lib/session/session-provider.tsx';

/**
 * How much is stored; null until it is known. If it cannot be loaded, the page does without.
 * @param first the quota that came with the HTML, if any
 */
export function useQuota(first: StorageQuota | null): { quota: StorageQuota | null; reload: () => void } {
  const { client } = useSession();
  const [quota, setQuota] = useState(first);
  const reload = useCallback(() => {
    client('upload.quota').then(setQuota, () => undefined);
  }, [client]);
  useEffect(reload, [reload]);
  return { quota, reload };
}
