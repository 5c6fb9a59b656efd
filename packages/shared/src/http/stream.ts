import type { z } from 'zod';
import type { EndpointSpec } from './endpoint.ts';

/*
 * The response of an endpoint with `stream`: server-sent events (WHATWG HTML, 9.2) in UTF-8; it does not end by itself.
 *
 *   retry: 2000                the first frame, sent at once
 *
 *   id: <cursor>               one event: its `type` from the schema as the name, its `data` as JSON in one line
 *   event: <type>
 *   data: <JSON>
 *
 *   id: <cursor>               only a position, such as where the stream begins: no events up to there
 *
 *   :                          a heartbeat, after 15 s without anything else
 *
 *   event: gap                 `Last-Event-ID` is unknown or too old: the client must reload all that it holds.
 *   data: {}                   Comes before any event, with the `id` to continue from.
 *
 *   event: error               the last frame before the end: `data` is an `ErrorBody`, such as `UNAUTHENTICATED`
 *   data: {"code":…}           when the session ended and `FORBIDDEN` when the role was lost.
 *
 * If the stream ends without an error, or the connection breaks, the client reconnects after a moment with `Last-Event-ID`.
 * Cursors are opaque: only the endpoint that issued one can read it. Failures before the first frame use the envelope.
 */
export const streamContentType = 'text/event-stream';

/** How long a client waits before it reconnects; sent in the first frame. */
export const streamRetryMs = 2_000;

/** The longest silence on a stream: after three times as long, a client can assume that the connection is dead. */
export const streamHeartbeatMs = 15_000;

/** Names of frames that are not events of the schema. */
export const streamGap = 'gap';
export const streamError = 'error';

/** A longer id from a client is treated as unknown. */
export const lastEventIdMaxLength = 256;

/** The fields of an event of a stream, whatever the schema. */
export interface AnyStreamEvent {
  readonly type: string;
  readonly data: unknown;
}

/** The events that a client of this endpoint receives. */
export type StreamEvent<Spec extends EndpointSpec> = Spec extends {
  stream: infer Schema extends z.ZodType<AnyStreamEvent>;
}
  ? z.output<Schema>
  : never;
