import type { LiveEvent, SessionInfo } from '@pixelboxx/shared';
import { useCallback, useEffect, useState } from 'react';
import { isApiError, messageOf } from '@/lib/api/api-failure.ts';
import { useLiveUpdates } from '@/lib/live/live-provider.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';

interface Devices {
  /** This one first; null while they are being fetched. */
  devices: SessionInfo[] | null;
  problem: string | null;
  reload: () => Promise<void>;
  /** Each throws nothing: what went wrong becomes `problem`. */
  signOutOne: (id: string) => Promise<void>;
  signOutOthers: () => Promise<void>;
}

/** The devices this user is signed in on, and what ends them. */
export function useDevices(): Devices {
  const { client } = useSession();
  const [devices, setDevices] = useState<SessionInfo[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const attempt = useCallback(
    async (work: () => Promise<unknown>) => {
      try {
        await work();
        const { items } = await client('auth.sessions');
        setDevices(items.toSorted((a, b) => Number(b.current) - Number(a.current)));
        setProblem(null);
      } catch (error) {
        setProblem(messageOf(error));
      }
    },
    [client],
  );
  const reload = useCallback(() => attempt(() => Promise.resolve()), [attempt]);

  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the state is set when the answer arrives
    void reload();
  }, [reload]);

  // Which of them are open changes without any news.
  useEffect(() => {
    const comeBack = () => document.visibilityState === 'visible' && void reload();
    document.addEventListener('visibilitychange', comeBack);
    return () => document.removeEventListener('visibilitychange', comeBack);
  }, [reload]);

  useLiveUpdates((update) => {
    if (update.kind === 'gap' || isAboutDevices(update.event)) void reload();
  });

  return {
    devices,
    problem,
    reload,
    signOutOne: (id) =>
      attempt(() =>
        client('auth.revokeSession', { params: { id } }).catch((error: unknown) => {
          // Already gone: that is what was asked for.
          if (!(isApiError(error) && error.code === 'NOT_FOUND')) throw error;
        }),
      ),
    signOutOthers: () => attempt(() => client('auth.revokeOtherSessions')),
  };
}

/** A device signed in, or was signed out. */
function isAboutDevices(event: LiveEvent): boolean {
  return event.type === 'session.ended' || event.type === 'security.noticed';
}
