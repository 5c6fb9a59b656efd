import { ApiError } from './api-error.ts';
import { proving, type PuzzleSolver } from './proving.ts';
import type { EndpointInput, EndpointSpec, ErrorBody } from '@pixelboxx/shared';
import { describeError } from '@pixelboxx/shared/errors';

/** What the client must know of an endpoint to call it: whether it has a body or data, but not their schemas. */
export interface RouteManifestEntry extends Pick<EndpointSpec, 'method' | 'path' | 'file' | 'bytes'> {
  /** Absent if the endpoint needs a session, as nearly all do: the manifest is part of every page, so it is kept small. */
  readonly access?: EndpointSpec['access'];
  readonly body?: unknown;
  readonly data?: unknown;
  readonly stream?: unknown;
}

export interface TransportOptions {
  /** Origin of the API, or empty for the page's own. */
  baseUrl?: string;
  fetch?: typeof fetch;
  /** Solves the puzzle of `PROOF_REQUIRED`, then the call is repeated; without it, that is thrown like every other failure. */
  solve?: PuzzleSolver;
}

export interface CallOptions {
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Repeated calls with the same key are executed once and get the same response (`Idempotency-Key`). */
  idempotencyKey?: string;
  /** The version to change: if the current one differs, the call fails as `VERSION_CONFLICT` (`If-Match`). */
  ifMatch?: number | undefined;
  /** The request continues when its page is closed, as in `fetch`: at most 64 KiB of body, and nobody reads the response. */
  keepalive?: boolean;
}

/** The arguments after the endpoint; all optional if it declares no input. */
export type CallArguments<Spec extends EndpointSpec> = keyof EndpointInput<Spec> extends never
  ? [input?: CallOptions]
  : [input: EndpointInput<Spec> & CallOptions];

type Scalar = string | number | boolean;

export interface TransportInput extends CallOptions {
  params?: Record<string, Scalar>;
  query?: Record<string, Scalar | undefined>;
  body?: unknown;
  file?: Blob;
  filename?: string;
  bytes?: Blob;
}

export interface ApiResponse {
  status: number;
  /** Not validated. Undefined if the endpoint declares no data. */
  data: unknown;
}

/** One call to the API. Throws `ApiError` for every failure; an abort rejects with the signal's reason. */
export function request(
  options: TransportOptions,
  route: RouteManifestEntry,
  input: TransportInput,
): Promise<ApiResponse> {
  return proving(options.solve, input.signal, (proof) =>
    requestOnce(options, route, { ...input, headers: { ...input.headers, ...proof } }),
  );
}

async function requestOnce(
  options: TransportOptions,
  route: RouteManifestEntry,
  input: TransportInput,
): Promise<ApiResponse> {
  const url = (options.baseUrl ?? '') + urlOf(route, input);
  const { response, text } = await exchange(options.fetch ?? fetch, url, requestInit(route, input));
  const { status } = response;
  if (!response.ok) throw readFailure(status, text);
  if (!route.data) return { status, data: undefined };
  const envelope = parseJson(text);
  if (isRecord(envelope) && envelope['success'] === true && 'data' in envelope)
    return { status, data: envelope['data'] };
  throw unreadable(status);
}

/** Reads the whole response. If the connection breaks during the response, it counts as no response. */
async function exchange(
  fetcher: typeof fetch,
  url: string,
  init: RequestInit,
): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetcher(url, init);
    return { response, text: await response.text() };
  } catch (cause) {
    init.signal?.throwIfAborted();
    throw networkError(cause);
  }
}

export function urlOf(route: RouteManifestEntry, input: TransportInput): string {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => pathSegment(String(input.params?.[name])));
  const query = new URLSearchParams();
  for (const [name, value] of given(input.query ?? {})) query.set(name, value);
  return query.size > 0 ? `${path}?${query}` : path;
}

function given(values: Record<string, Scalar | undefined>): [name: string, value: string][] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
}

/** `.` and `..` would lead to another path however they are encoded; half a surrogate pair cannot be encoded. */
function pathSegment(value: string): string {
  if (value === '.' || value === '..' || !value.isWellFormed()) {
    throw new ApiError({ code: 'NOT_FOUND', ...describeError('NOT_FOUND') });
  }
  return encodeURIComponent(value);
}

function requestInit(route: RouteManifestEntry, input: TransportInput): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json', ...input.headers };
  if (input.idempotencyKey) headers['idempotency-key'] = input.idempotencyKey;
  if (input.ifMatch !== undefined) headers['if-match'] = `"${input.ifMatch}"`;
  const init: RequestInit = { method: route.method, headers, credentials: 'same-origin' };
  if (input.signal) init.signal = input.signal;
  if (input.keepalive) init.keepalive = true;
  if (route.file && input.file) {
    const form = new FormData();
    for (const [name, value] of given((input.body ?? {}) as Record<string, Scalar | undefined>)) form.set(name, value);
    // The file comes last: the server reads the fields before it while streaming.
    form.set(route.file, input.file, input.filename ?? 'file');
    init.body = form;
  } else if (route.bytes && input.bytes) {
    headers['content-type'] = input.bytes.type || 'application/octet-stream';
    init.body = input.bytes;
  } else if (route.body) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(input.body);
  }
  return init;
}

/** The failure that a response describes. */
export function readFailure(status: number, text: string): ApiError {
  const envelope = parseJson(text);
  const error = isRecord(envelope) && envelope['success'] === false ? envelope['error'] : undefined;
  return isErrorBody(error) ? new ApiError({ ...error, status }) : unreadable(status);
}

export function networkError(cause: unknown): ApiError {
  const message = 'The service cannot be reached. Check your connection.';
  return new ApiError({ code: 'NETWORK_ERROR', status: 0, message }, { cause });
}

export function unreadable(status: number, cause?: unknown): ApiError {
  const message = 'The service gave an answer we cannot read.';
  return new ApiError({ code: 'UNREADABLE_ANSWER', status, message }, { cause });
}

/** The server's details are trusted to fit their type; other responders (a proxy, a captive portal) send no such body. */
export function isErrorBody(error: unknown): error is ErrorBody {
  return (
    isRecord(error) &&
    isRecord(error['details']) &&
    [error['code'], error['message'], error['requestId']].every((value) => typeof value === 'string')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Undefined if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
