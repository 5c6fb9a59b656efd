import type { UsernameAvailability } from '@pixelboxx/shared';
import { useEffect, useState } from 'react';
import { useContracts } from '@/lib/api/use-contracts.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

export type Availability = 'unknown' | 'checking' | 'available' | NonNullable<UsernameAvailability['reason']>;

const typingPauseMs = 350;

/** Checks, once typing pauses, whether a name is free; a newer entry cancels the check of the older one. */
export function useUsernameAvailability(username: string): Availability {
  const { client } = useSession();
  const [response, setResponse] = useState<{ username: string; availability: Availability } | null>(null);
  const contracts = useContracts(username !== '');
  const worthAsking = contracts?.Username.safeParse(username).success ?? false;

  useEffect(() => {
    if (!worthAsking) return;
    const abort = new AbortController();
    const ask = async () => {
      try {
        const { available, reason } = await client('user.availability', {
          query: { username },
          signal: abort.signal,
        });
        setResponse({ username, availability: available ? 'available' : (reason ?? 'TAKEN') });
      } catch {
        // Only a convenience: the registration itself decides, and shows the error at the field.
        if (!abort.signal.aborted) setResponse({ username, availability: 'unknown' });
      }
    };
    const timer = setTimeout(() => void ask(), typingPauseMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [client, username, worthAsking]);

  if (!worthAsking) return 'unknown';
  return response?.username === username ? response.availability : 'checking';
}
