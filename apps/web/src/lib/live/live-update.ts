import type { Followed } from '@pixelboxx/api-client';
import type { LiveEvent } from '@pixelboxx/shared';

/** An update that a page receives while it is open. */
export type LiveUpdate =
  | { readonly kind: 'event'; readonly event: LiveEvent }
  /** Something may have been missed: components that show changing data reload it. */
  | { readonly kind: 'gap' };

/** An event of the stream, with the position to continue from. */
export type LiveFrame = Followed<LiveEvent>;

/**
 * Messages between tabs: the frames; the position of the stream, up to which every event was delivered or happened before
 * the stream began; and the request of a newly opened tab for that position.
 */
export type TabMessage = LiveFrame | { readonly kind: 'position'; readonly id: string } | { readonly kind: 'hello' };

/** Whether a message of another tab, which may run another release, is a `TabMessage`. */
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
