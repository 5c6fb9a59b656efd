import type { Renewal } from '@pixelboxx/api-client';
import { isApiError } from '@/lib/api/api-failure.ts';
import { loadRequest } from '@/lib/api/load-request.ts';
import type { LiveFrame } from './live-update.ts';

/**
 * Events of the signed-in user, over any number of connections. Renews a session that expires meanwhile; if it has ended,
 * the renewal says so.
 * @throws ApiError if it cannot continue, such as 401 `UNAUTHENTICATED`; an abort rejects with the signal's reason
 */
export async function* followEvents(
  renewal: Renewal,
  position: string | null,
  signal: AbortSignal,
  onPosition: (position: string) => void,
): AsyncGenerator<LiveFrame, void, undefined> {
  const { createFollower } = await loadRequest();
  const follow = createFollower({ renewal });
  let lastEventId = position;
  let hasBegun = false;
  const comeTo = (id: string) => {
    hasBegun = true;
    lastEventId = id;
    onPosition(id);
  };
  const wasOpen = () => hasBegun;
  for (;;) {
    hasBegun = false;
    try {
      const goingOn = lastEventId !== null && { lastEventId };
      for await (const frame of follow('live.events', { signal, onPosition: comeTo, ...goingOn })) {
        hasBegun = true;
        lastEventId = frame.id;
        yield frame;
      }
    } catch (error) {
      // The stream was notified that its session has ended: the next connection finds out whether the session can be
      // renewed.
      if (!(wasOpen() && isApiError(error) && error.code === 'UNAUTHENTICATED')) throw error;
    }
  }
}
