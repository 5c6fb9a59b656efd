import type { Renewal } from '@pixelboxx/api-client';
import { isApiError } from '@/lib/api/api-failure.ts';
import { pause } from '@/lib/time/pause.ts';
import { followEvents } from './follow-events.ts';
import type { LiveUpdate } from './live-update.ts';
import { LiveTabs } from './live-tabs.ts';

/** The wait after a failure that a new connection alone cannot fix, such as too many streams of one user. */
const restMs = 30_000;

/**
 * Listens as long as somebody is signed in and the page is shown or in the background. Does not listen while the page is in
 * the back/forward cache: an open channel or lock would keep it out (web.dev/bfcache). Missed events are reported on return.
 * @returns the function that stops it
 */
export function connectLive(renewal: Renewal, onUpdate: (update: LiveUpdate) => void): () => void {
  const tabs = new LiveTabs({
    follow: (...from) => followEvents(renewal, ...from),
    openChannel: () => new BroadcastChannel('pixelboxx:live'),
    // Absent from insecure origins, despite its type.
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
      // Nobody is signed in any more; the page has been notified.
      if (isApiError(error) && error.code === 'UNAUTHENTICATED') return;
    }
    if (!isStopped()) await pause(restMs * (0.5 + Math.random()));
  }
}
