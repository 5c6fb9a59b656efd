import { createFollower, type Renewal } from '@pixelboxx/api-client';
import { isApiError } from '@/lib/api/api-failure.ts';
import type { LiveFrame } from './live-news.ts';

/**
 * What happens to the signed-in user, over any number of connections. A session that expires is renewed on the way; where
 * it has ended, the renewal says so.
 * @throws ApiError when it cannot go on, such as 401 `UNAUTHENTICATED`; an abort rejects with the signal's reason
 */
export async function* followEvents(
  renewal: Renewal,
  position: string | null,
  signal: AbortSignal,
): AsyncGenerator<LiveFrame, void, undefined> {
  const follow = createFollower({ renewal });
  let lastEventId = position;
  for (;;) {
    let hasBegun = false;
    try {
      for await (const frame of follow('live.events', { signal, ...(lastEventId !== null && { lastEventId }) })) {
        hasBegun = true;
        lastEventId = frame.id;
        yield frame;
      }
    } catch (error) {
      // The stream was told that its session has ended: the next connection finds out whether it can be renewed.
      if (!(hasBegun && isApiError(error) && error.code === 'UNAUTHENTICATED')) throw error;
    }
  }
}
