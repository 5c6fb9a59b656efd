import { z } from 'zod';
import { ApiError } from './api-error.ts';
import type { EndpointData, EndpointInput, EndpointSpec } from './endpoint.ts';
import { FailureEnvelope } from './envelope.ts';
import { describeError } from './errors.ts';

export interface ClientOptions {
  /** Origin of the API, or empty for the page's own. */
  baseUrl?: string;
  fetch?: typeof fetch;
  /**
   * Called when a call that needs a session answers 401 `UNAUTHENTICATED`. Resolve true after renewing the session to
   * have the call repeated once; false lets the 401 through.
   */
  renewSession?: () => Promise<boolean>;
}

export interface CallOptions {
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** What follows the endpoint in a call of the client. */
export type CallArguments<Spec extends EndpointSpec> = keyof EndpointInput<Spec> extends never
  ? [input?: CallOptions]
  : [input: EndpointInput<Spec> & CallOptions];

export type Client = <Spec extends EndpointSpec>(
  spec: Spec,
  ...input: CallArguments<Spec>
) => Promise<EndpointData<Spec>>;

type Scalar = string | number | boolean;

interface AnyInput extends CallOptions {
  params?: Record<string, Scalar>;
  query?: Record<string, Scalar | undefined>;
  body?: unknown;
  file?: Blob;
  filename?: string;
  bytes?: Blob;
}

/**
 * The typed client: `await client(authEndpoints.login, { body: { identifier, password } })` resolves to the endpoint's
 * data. Throws `ApiError` for every failure; an abort rejects with the signal's reason.
 */
export function createClient(options: ClientOptions = {}): Client {
  return (spec, ...[input]) => {
    const attempt = () => send(options, spec, input ?? {});
    return attempt().catch(async (error: unknown) => {
      const renewable = spec.access !== 'public' && error instanceof ApiError && error.code === 'UNAUTHENTICATED';
      if (!renewable || !(await options.renewSession?.())) throw error;
      return attempt();
    });
  };
}

async function send<Spec extends EndpointSpec>(
  options: ClientOptions,
  spec: Spec,
  input: AnyInput,
): Promise<EndpointData<Spec>> {
  const address = (options.baseUrl ?? '') + addressOf(spec, input);
  const { response, text } = await exchange(options.fetch ?? fetch, address, requestInit(spec, input));
  if (!response.ok) throw failureOf(response.status, text);
  if (!spec.data) return undefined as EndpointData<Spec>;
  const envelope = z.object({ success: z.literal(true), data: spec.data }).safeParse(parseJson(text));
  if (!envelope.success) throw unreadable(response.status, envelope.error);
  return envelope.data.data as EndpointData<Spec>;
}

/** The whole answer. A connection that breaks in the middle of it is as good as none. */
async function exchange(
  request: typeof fetch,
  address: string,
  init: RequestInit,
): Promise<{ response: Response; text: string }> {
  try {
    const response = await request(address, init);
    return { response, text: await response.text() };
  } catch (cause) {
    init.signal?.throwIfAborted();
    throw new ApiError(
      { code: 'NETWORK_ERROR', status: 0, message: 'The service cannot be reached. Check your connection.' },
      { cause },
    );
  }
}

function addressOf(spec: EndpointSpec, input: AnyInput): string {
  const path = spec.path.replace(/:(\w+)/g, (_, name: string) => pathSegment(String(input.params?.[name])));
  const query = new URLSearchParams();
  for (const [name, value] of given(input.query ?? {})) query.set(name, value);
  return query.size > 0 ? `${path}?${query}` : path;
}

function given(values: Record<string, Scalar | undefined>): [name: string, value: string][] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
}

/** `.` and `..` would climb to another address however they are encoded; half a surrogate pair cannot be encoded. */
function pathSegment(value: string): string {
  if (value === '.' || value === '..' || !value.isWellFormed()) {
    throw new ApiError({ code: 'NOT_FOUND', ...describeError('NOT_FOUND') });
  }
  return encodeURIComponent(value);
}

function requestInit(spec: EndpointSpec, input: AnyInput): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json', ...input.headers };
  const init: RequestInit = { method: spec.method, headers, credentials: 'same-origin' };
  if (input.signal) init.signal = input.signal;
  if (spec.file && input.file) {
    const form = new FormData();
    for (const [name, value] of given((input.body ?? {}) as Record<string, Scalar | undefined>)) form.set(name, value);
    // The file comes last: the server reads the fields before it while streaming.
    form.set(spec.file, input.file, input.filename ?? 'file');
    init.body = form;
  } else if (spec.bytes && input.bytes) {
    headers['content-type'] = input.bytes.type || 'application/octet-stream';
    init.body = input.bytes;
  } else if (spec.body) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(input.body);
  }
  return init;
}

function failureOf(status: number, text: string): ApiError {
  const parsed = FailureEnvelope.safeParse(parseJson(text));
  if (!parsed.success) return unreadable(status, parsed.error);
  return new ApiError({ ...parsed.data.error, status });
}

function unreadable(status: number, cause: unknown): ApiError {
  return new ApiError(
    { code: 'UNREADABLE_ANSWER', status, message: 'The service gave an answer we cannot read.' },
    { cause },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
