import type { Followed } from '@pixelboxx/api-client';
import type { LiveEvent } from '@pixelboxx/shared';

/** What a page is told while it is open. */
export type LiveUpdate =
  | { readonly kind: 'event'; readonly event: LiveEvent }
  /** Something may have been missed: whoever shows what changes by itself asks for it anew. */
  | { readonly kind: 'gap' };

/** What comes over the stream, with the place to go on from. */
export type LiveFrame = Followed<LiveEvent>;

/**
 * What tabs say to each other: the frames; where the stream stands, up to which everything has been told or was before
 * it began; and the question of one that has just been opened, which wants to know that.
 */
export type TabMessage = LiveFrame | { readonly kind: 'position'; readonly id: string } | { readonly kind: 'hello' };

/** Whether a message of another tab, which may run another release, is one of these. */
export function isTabMessage(message: unknown): message is TabMessage {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return false;
  if (message.kind === 'hello') return true;
  if (!('id' in message) || typeof message.id !== 'string') return false;
  if (message.kind === 'position' || message.kind === 'gap') return true;
  if (message.kind !== 'event' || !('event' in message)) return false;
  const { event } = message;
  const isEvent = typeof event === 'object' && event !== null && 'type' in event && 'data' in event;
  return isEvent && typeof event.type === 'string';
}
