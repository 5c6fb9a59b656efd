import type { Renewal } from '@pixelboxx/api-client';
import { isApiError } from '@/lib/api/api-failure.ts';
import { pause } from '@/lib/time/pause.ts';
import { followEvents } from './follow-events.ts';
import type { LiveUpdate } from './live-update.ts';
import { LiveTabs } from './live-tabs.ts';

/** After a failure that a new connection cannot mend by itself, such as too many streams of one user. */
const restMs = 30_000;

/**
 * Listens as long as somebody is signed in and the page is shown or in the background; not while it is kept for the way
 * back, which an open channel or lock would prevent (web.dev/bfcache). What happened meanwhile is told on return.
 * @returns how to stop
 */
export function connectLive(renewal: Renewal, onUpdate: (update: LiveUpdate) => void): () => void {
  const tabs = new LiveTabs({
    follow: (...from) => followEvents(renewal, ...from),
    openChannel: () => new BroadcastChannel('pixelboxx:live'),
    // Absent from insecure origins, whatever the type says.
    locks: 'locks' in navigator ? { request: (...what) => navigator.locks.request(...what) } : undefined,
    onUpdate,
  });
  const stopped = new AbortController();
  let shown = new AbortController();
  const start = () => void listen(tabs, AbortSignal.any([shown.signal, stopped.signal]));
  const { signal } = stopped;
  window.addEventListener('pagehide', () => shown.abort(), { signal });
  window.addEventListener(
    'pageshow',
    ({ persisted }) => {
      if (!persisted) return;
      shown = new AbortController();
      start();
    },
    { signal },
  );
  start();
  return () => stopped.abort();
}

async function listen(tabs: LiveTabs, signal: AbortSignal): Promise<void> {
  const isStopped = () => signal.aborted;
  while (!isStopped()) {
    try {
      await tabs.listen(signal);
    } catch (error) {
      // Nobody is signed in any more, which the page has been told.
      if (isApiError(error) && error.code === 'UNAUTHENTICATED') return;
    }
    if (!isStopped()) await pause(restMs * (0.5 + Math.random()));
  }
}
