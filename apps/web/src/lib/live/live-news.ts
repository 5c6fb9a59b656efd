import type { LiveEvent } from '@pixelboxx/shared';

/** What a page is told while it is open. */
export type LiveNews =
  | { readonly kind: 'event'; readonly event: LiveEvent }
  /** Something may have been missed: whoever shows what changes by itself asks for it anew. */
  | { readonly kind: 'gap' };

/** What comes over the stream, and from the tab that reads it to the others. */
export type LiveFrame =
  | { readonly kind: 'event'; readonly id: string; readonly event: LiveEvent }
  /** Where the stream stands: everything up to here has been told, or was before it began. */
  | { readonly kind: 'position'; readonly id: string }
  | { readonly kind: 'gap'; readonly id: string };

/** What tabs say to each other: frames, and the question of one that has just been opened where the stream stands. */
export type TabMessage = LiveFrame | { readonly kind: 'hello' };

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
