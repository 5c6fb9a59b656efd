import type { LiveEvent, SessionInfo } from '@pixelboxx/shared';
import { useCallback, useEffect, useState } from 'react';
import { isApiError, messageOf } from '@/lib/api/api-failure.ts';
import { useLiveUpdates } from '@/lib/live/live-provider.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';

interface Devices {
  /** This device first; null while they are loading. */
  devices: SessionInfo[] | null;
  problem: string | null;
  reload: () => Promise<void>;
  /** None of these throws: an error becomes `problem`. */
  signOutOne: (id: string) => Promise<void>;
  signOutOthers: () => Promise<void>;
}

/** The devices on which this user is signed in, and how to sign them out. */
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

  // Whether a device is online changes without any event.
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
          // Already gone: that is the desired result.
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
