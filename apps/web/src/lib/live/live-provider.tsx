'use client';
import { createContext, use, useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { retryImport } from '@/lib/loading/retry-import.ts';
import { whenIdle } from '@/lib/loading/when-idle.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import type { LiveUpdate } from './live-update.ts';

type Listener = (update: LiveUpdate) => void;

/** The components that want to know what happens while this page is open. */
class LiveListeners {
  readonly #listeners = new Set<Listener>();

  readonly tell = (update: LiveUpdate): void => {
    for (const listener of [...this.#listeners]) listener(update);
  };

  readonly add = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

const LiveContext = createContext<LiveListeners | null>(null);

/** Calls `onUpdate` with every event of the signed-in user while this is mounted, and with a `gap` if some were missed. */
export function useLiveUpdates(onUpdate: Listener): void {
  const listeners = use(LiveContext);
  const handle = useEffectEvent(onUpdate);
  useEffect(() => listeners?.add((update) => handle(update)), [listeners]);
}

/** Keeps the signed-in user's pages up to date. Starts once the page is idle, never before: updates are not its content. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const { session, renewal, client, updateUser } = useSession();
  const [listeners] = useState(() => new LiveListeners());
  const userId = session.status === 'signed-in' ? session.user.id : null;

  useEffect(() => {
    if (userId === null) return;
    const stopping = new AbortController();
    const { signal } = stopping;
    void (async () => {
      await whenIdle(signal);
      const { connectLive } = await retryImport(() => import('./live-connection.ts'));
      if (!signal.aborted) signal.addEventListener('abort', connectLive(renewal, listeners.tell), { once: true });
    })().catch(() => undefined);
    return () => stopping.abort();
  }, [userId, renewal, listeners]);

  useEffect(
    () =>
      listeners.add((update) => {
        if (update.kind === 'event' && update.event.type !== 'user.changed') return;
        // If this fails, the next page has the current user.
        void client('auth.me').then(updateUser, () => undefined);
      }),
    [listeners, client, updateUser],
  );
  return <LiveContext value={listeners}>{children}</LiveContext>;
}
