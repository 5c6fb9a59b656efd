import type { z } from 'zod';
import type { EndpointSpec } from './endpoint.ts';

/*
 * What an endpoint with `stream` answers: server-sent events (WHATWG HTML, 9.2), UTF-8, without an end of their own.
 *
 *   retry: 2000                first of all, at once
 *
 *   id: <cursor>               one event: `type` of the schema as the name, its `data` as JSON in one line
 *   event: <type>
 *   data: <JSON>
 *
 *   id: <cursor>               a place alone, as where the stream begins: there is nothing to tell up to there
 *
 *   :                          a heartbeat, after 15 s without anything else
 *
 *   event: gap                 `Last-Event-ID` is unknown or too old: whatever the client holds must be loaded anew.
 *   data: {}                   Comes before any event, with the `id` to go on from.
 *
 *   event: error               the last frame, and then the end: `data` is an `ErrorBody`, such as `UNAUTHENTICATED`
 *   data: {"code":…}           when the session ended and `FORBIDDEN` when the role was lost.
 *
 * A plain end, or a connection that breaks, means: connect again, after a moment, with `Last-Event-ID`. A cursor is opaque:
 * only the endpoint that gave it can read it. What fails before the first frame is answered in the envelope, as anywhere.
 */
export const streamContentType = 'text/event-stream';

/** How long a client waits before it connects again, told in the first frame. */
export const streamRetryMs = 2_000;

/** How long nothing is heard at most: after three times as long, the connection may be taken for dead. */
export const streamHeartbeatMs = 15_000;

/** Names of frames that are no event of a schema. */
export const streamGap = 'gap';
export const streamError = 'error';

/** Ids of a client that are longer are unknown. */
export const lastEventIdMaxLength = 256;

/** What an event of a stream is made of, whatever the schema. */
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
