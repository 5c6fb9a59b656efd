import type { SecurityEvent } from '@pixelboxx/shared';
import { useCallback, useEffect, useState } from 'react';
import { useApiAction, type ApiAction } from '@/forms/use-api-action.ts';
import { useSession } from '@/session/session-provider.tsx';

interface SecurityEvents {
  /** The latest first; null until the first ones are here. */
  events: SecurityEvent[] | null;
  hasMore: boolean;
  /** Fetches the next ones, or the first again where that failed. */
  more: ApiAction<[]>;
}

const pageSize = 10;

export function useSecurityEvents(): SecurityEvents {
  const { client } = useSession();
  const [events, setEvents] = useState<SecurityEvent[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);

  const load = useCallback(
    async (after: string | null) => {
      const query = { limit: pageSize, ...(after !== null && { cursor: after }) };
      const { items, nextCursor } = await client('account.securityEvents', { query });
      // Two answers to the same question must not show anything twice.
      setEvents((known) => (after === null ? items : [...(known ?? []), ...items]));
      setCursor(nextCursor);
    },
    [client],
  );
  const more = useApiAction(() => load(cursor));
  const { run } = more;

  useEffect(() => {
    void run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the list appears
  }, []);

  return { events, hasMore: cursor !== null, more };
}
