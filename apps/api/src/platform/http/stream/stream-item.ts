import type { AnyStreamEvent, streamGap } from '@pixelboxx/shared';

/**
 * What a handler of a stream yields: an event of the endpoint's schema, with an optional `id` to resume from; notice
 * that the client missed something (`gap`), and where the stream continues; or only a position, up to which nothing
 * happened.
 */
export type StreamItem<Event extends AnyStreamEvent = AnyStreamEvent> =
  | (Event & { readonly id?: string })
  | { readonly type: typeof streamGap; readonly id: string }
  | { readonly type?: undefined; readonly id: string };
