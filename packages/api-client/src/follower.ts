import type { EndpointSpec, StreamEvent } from '@pixelboxx/shared';
import { describeError, isErrorCode } from '@pixelboxx/shared/errors';
import type { EndpointOf, StreamName } from './api-client.ts';
import { ApiError, isApiError } from './api-error.ts';
import { EventStreamParser, type EventStreamFrame } from './event-stream.ts';
import type { DeprecatedStreams } from './generated/deprecations.ts';
import { routeManifest } from './generated/route-manifest.ts';
import { renewing, type Renewal } from './renewing.ts';
import {
  urlOf,
  type CallArguments,
  type CallOptions,
  type RouteManifestEntry,
  isErrorBody,
  networkError,
  parseJson,
  readFailure,
  type TransportInput,
  type TransportOptions,
  unreadable,
} from './transport.ts';

/** What a stream yields: an event, or a `gap`: some events are missing, so the client must reload what it had loaded. */
export type Followed<Event> =
  | { readonly kind: 'event'; readonly id: string; readonly event: Event }
  | { readonly kind: 'gap'; readonly id: string };

interface FollowCallOptions extends Omit<CallOptions, 'idempotencyKey'> {
  /** Where an earlier stream ended: the `id` of the last thing it yielded. */
  lastEventId?: string;
  /** Called with every position that the stream reaches, even without an event: a later stream can continue from there. */
  onPosition?: (lastEventId: string) => void;
  /** Whether to reconnect when the stream ends or breaks. Default: true. */
  reconnects?: boolean;
}

export type FollowInput<Spec extends EndpointSpec> = FollowCallOptions &
  Omit<NonNullable<CallArguments<Spec>[0]>, keyof CallOptions>;

export type Follower = DeprecatedStreams &
  (<Name extends StreamName>(
    name: Name,
    input?: FollowInput<EndpointOf<Name>>,
  ) => AsyncGenerator<Followed<StreamEvent<EndpointOf<Name>>>, void, undefined>);

export interface FollowerOptions extends TransportOptions {
  renewal?: Renewal | undefined;
}

/** A server that is silent for three heartbeats is gone, even if the connection looks alive. */
const silenceMs = 45_000;
const retryMs = 2_000;
const maxRetryMs = 30_000;
/** A connection that lasted this long was not a failure, whether or not it had events. */
const goodMs = 30_000;

/**
 * Follows a stream of the API: `for await (const followed of follow('live.events', { signal })) …`. It continues where
 * it was, however often the connection breaks, or the server stops or is busy (status 502 to 504). Leave the loop to
 * end it.
 *
 * @throws ApiError for every other failure, before or in the stream, such as `UNAUTHENTICATED` once the session has
 * ended; an abort rejects with the signal's reason
 */
export function createFollower(options: FollowerOptions = {}): Follower {
  return <Name extends StreamName>(name: Name, input?: FollowInput<EndpointOf<Name>>) =>
    followStream(options, routeManifest[name], input ?? {}) as AsyncGenerator<
      Followed<StreamEvent<EndpointOf<Name>>>,
      void,
      undefined
    >;
}

interface Stream {
  /** Belongs to the newest connection; until that is open, to the previous one. */
  parser: EventStreamParser;
  /** From `performance.now()`; infinite while no connection is open. */
  openedMs: number;
}

type StreamInput = FollowCallOptions & Pick<TransportInput, 'params' | 'query'>;

/** The same for the route of an endpoint; events are not validated. */
export async function* followStream(
  options: FollowerOptions,
  route: RouteManifestEntry,
  input: StreamInput,
): AsyncGenerator<Followed<unknown>, void, undefined> {
  const stream: Stream = { parser: new EventStreamParser(input.lastEventId), openedMs: Infinity };
  for (let failures = 0; ; failures += 1) {
    let waitMs = 0;
    stream.openedMs = Infinity;
    try {
      for await (const frame of framesOf(options, route, input, stream)) {
        failures = 0;
        yield followedOf(frame, stream.parser.lastEventId);
      }
    } catch (error) {
      input.signal?.throwIfAborted();
      if (!isApiError(error) || !isPassing(error) || input.reconnects === false) throw error;
      waitMs = (error.details.retryAfterSeconds ?? 0) * 1000;
    }
    if (input.reconnects === false) return;
    if (performance.now() - stream.openedMs > goodMs) failures = 0;
    const backoffMs = Math.min(maxRetryMs, (stream.parser.retryMs ?? retryMs) * 2 ** Math.min(failures, 10));
    // Random, so that clients disconnected at the same time do not all reconnect at the same time.
    await pause(waitMs + backoffMs * (0.5 + Math.random() / 2), input.signal);
  }
}

/** Whether the server refused nothing, so that the same request may succeed in a moment. */
function isPassing({ status }: ApiError): boolean {
  return status === 0 || (status >= 502 && status <= 504);
}

function followedOf({ type, data }: EventStreamFrame, id: string): Followed<unknown> {
  const parsed = parseJson(data);
  if (parsed === undefined) throw unreadable(200);
  if (type === 'gap') return { kind: 'gap', id };
  if (type !== 'error') return { kind: 'event', id, event: { type, data: parsed } };
  if (!isErrorBody(parsed)) throw unreadable(200);
  throw new ApiError({ ...parsed, status: isErrorCode(parsed.code) ? describeError(parsed.code).status : 500 });
}

/** One connection, from where the last one ended. */
async function* framesOf(
  options: FollowerOptions,
  route: RouteManifestEntry,
  input: StreamInput,
  stream: Stream,
): AsyncGenerator<EventStreamFrame, void, undefined> {
  const connection = new AbortController();
  const abort = () => connection.abort();
  input.signal?.throwIfAborted();
  input.signal?.addEventListener('abort', abort);
  let silence = setTimeout(abort, silenceMs);
  try {
    const { lastEventId } = stream.parser;
    const connect = () => open(options, route, input, lastEventId, connection.signal);
    const { renewal } = options;
    const body = await (renewal && route.access !== 'public' ? renewing(renewal)(connect) : connect());
    const parser = new EventStreamParser(lastEventId);
    Object.assign(stream, { parser, openedMs: performance.now() });
    let position = lastEventId;
    for (;;) {
      const { done, value } = await body.read().catch((cause: unknown) => {
        throw networkError(cause);
      });
      clearTimeout(silence);
      if (done) return;
      yield* parser.push(value);
      if (parser.lastEventId !== position) {
        position = parser.lastEventId;
        input.onPosition?.(position);
      }
      // The time that the consumer spends on an event does not count as silence of the server.
      silence = setTimeout(abort, silenceMs);
    }
  } finally {
    clearTimeout(silence);
    input.signal?.removeEventListener('abort', abort);
    abort();
  }
}

async function open(
  options: FollowerOptions,
  route: RouteManifestEntry,
  input: StreamInput,
  lastEventId: string,
  signal: AbortSignal,
): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const headers = {
    accept: 'text/event-stream',
    ...input.headers,
    ...(lastEventId !== '' && { 'last-event-id': lastEventId }),
  };
  const url = (options.baseUrl ?? '') + urlOf(route, input);
  const response = await (options.fetch ?? fetch)(url, {
    headers,
    signal,
    credentials: 'same-origin',
    cache: 'no-store',
  }).catch((cause: unknown) => {
    throw networkError(cause);
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  if (response.ok && isStream && response.body) return response.body.getReader();
  const text = await response.text().catch((cause: unknown) => {
    throw networkError(cause);
  });
  throw response.ok ? unreadable(response.status) : readFailure(response.status, text);
}

/** Rejects with the signal's reason when it is aborted. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
