import type { AnyStreamEvent, streamGap } from '@pixelboxx/shared';

/**
 * What a handler of a stream yields: an event of the endpoint's schema, with the `id` to go on from if there is one; word
 * that the client missed something (`gap`), and where it goes on; or a place alone, up to which there was nothing to say.
 */
export type StreamItem<Event extends AnyStreamEvent = AnyStreamEvent> =
  | (Event & { readonly id?: string })
  | { readonly type: typeof streamGap; readonly id: string }
  | { readonly type?: undefined; readonly id: string };
